package io.semblance.cli;

import java.util.List;
import java.util.Map;

/**
 * Metrics of a ranking as in trec_eval: the gain of a document is its grade, or 0 without a
 * judgement.
 */
final class RankingMetrics {

    private RankingMetrics() {}

    /**
     * Normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002) of the first {@code k}.
     *
     * @param ranking document ids, best first
     * @param grades document id to grade, at least one of them positive
     */
    static double ndcg(List<String> ranking, Map<String, Integer> grades, int k) {
        double dcg = 0;
        for (int i = 0; i < Math.min(k, ranking.size()); i++) {
            dcg += grades.getOrDefault(ranking.get(i), 0) * discount(i);
        }
        List<Integer> best =
                grades.values().stream().sorted((a, b) -> Integer.compare(b, a)).limit(k).toList();
        double ideal = 0;
        for (int i = 0; i < best.size(); i++) {
            ideal += best.get(i) * discount(i);
        }
        return dcg / ideal;
    }

    private static double discount(int index) {
        return Math.log(2) / Math.log(index + 2.0);
    }

    /** The share of the relevant documents that are among the first {@code k}. */
    static double recall(List<String> ranking, Map<String, Integer> grades, int k) {
        return (double) ranking.stream().limit(k).filter(grades::containsKey).count()
                / grades.size();
    }

    /**
     * The reciprocal rank of the first relevant document; 0 if none is among the first {@code k}.
     */
    static double reciprocalRank(List<String> ranking, Map<String, Integer> grades, int k) {
        for (int i = 0; i < Math.min(k, ranking.size()); i++) {
            if (grades.containsKey(ranking.get(i))) {
                return 1.0 / (i + 1);
            }
        }
        return 0;
    }
}
