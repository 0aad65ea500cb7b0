package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class RankingMetricsTests {

    private static final Offset<Double> EXACT = Offset.offset(1e-9);
    private static final Map<String, Integer> GRADES = Map.of("a", 3, "b", 2, "c", 1);

    @Test
    void idealRankingHasNdcgOne() {
        assertThat(RankingMetrics.ndcg(List.of("a", "b", "c", "x"), GRADES, 10))
                .isCloseTo(1, EXACT);
    }

    @Test
    void ndcgDiscountsByTheLogarithmOfTheRank() {
        double ideal = 3 + 2 / log2(3) + 1 / log2(4);

        assertThat(RankingMetrics.ndcg(List.of("x", "a", "y", "c"), GRADES, 10))
                .isCloseTo((3 / log2(3) + 1 / log2(5)) / ideal, EXACT);
        assertThat(RankingMetrics.ndcg(List.of("x", "a", "y", "c"), GRADES, 2))
                .as("the ideal is cut at k too")
                .isCloseTo((3 / log2(3)) / (3 + 2 / log2(3)), EXACT);
        assertThat(RankingMetrics.ndcg(List.of(), GRADES, 10)).isZero();
    }

    @Test
    void recallIsTheShareFound() {
        assertThat(RankingMetrics.recall(List.of("x", "c", "a"), GRADES, 10))
                .isCloseTo(2.0 / 3, EXACT);
        assertThat(RankingMetrics.recall(List.of("x", "c", "a"), GRADES, 2))
                .isCloseTo(1.0 / 3, EXACT);
    }

    @Test
    void reciprocalRankIsOfTheFirstFound() {
        assertThat(RankingMetrics.reciprocalRank(List.of("x", "y", "c", "a"), GRADES, 10))
                .isCloseTo(1.0 / 3, EXACT);
        assertThat(RankingMetrics.reciprocalRank(List.of("x", "y", "c"), GRADES, 2)).isZero();
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
