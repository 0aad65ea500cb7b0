package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;

class WidthTuningTests {

    private static final int SHORT = 15;
    private static final int LONG = 330;

    /** Runs after which the first comparisons have ended. */
    private static final int TUNED = 150;

    private final WidthTuning tuning = new WidthTuning(1, 2, 4, 8);

    @Test
    void widestIsUsedFirst() {
        assertThat(tuning.choose(SHORT, 8)).isEqualTo(8);
        assertThat(tuning.choose(LONG, 9)).isEqualTo(8);
    }

    @Test
    void maximumIsKept() {
        assertThat(tuning.choose(SHORT, 5)).isEqualTo(4);
        assertThat(tuning.choose(SHORT, 1)).isEqualTo(1);
        assertThat(new WidthTuning(2).choose(SHORT, 1)).isEqualTo(2);
    }

    @Test
    void fastestWidthOfEachSizeIsFound() {
        // A short text takes longer with more than two threads, a long one does not.
        List<Integer> shorts = chosen(SHORT, 300, width -> width == 2 ? 1_000 : 1_500 + width);
        List<Integer> longs = chosen(LONG, 300, width -> 8_000 / width);

        assertThat(Collections.frequency(shorts.subList(TUNED, 300), 2)).isGreaterThan(130);
        assertThat(Collections.frequency(longs.subList(TUNED, 300), 8)).isGreaterThan(130);
    }

    @Test
    void neighboursAreComparedFromTimeToTime() {
        int runs = 10_000;
        List<Integer> chosen =
                chosen(LONG, runs, width -> width == 4 ? 1_000 : 2_000).subList(TUNED, runs);

        assertThat(chosen).contains(2, 8).doesNotContain(1);
        assertThat(Collections.frequency(chosen, 4)).isGreaterThan(96 * runs / 100);
    }

    @Test
    void busyCoresChangeTheChoice() {
        chosen(LONG, TUNED, width -> 8_000 / width);
        // From now on, other processes use half of the cores.
        List<Integer> busy = chosen(LONG, 1_000, width -> width == 8 ? 4_000 : 8_000 / width);
        List<Integer> idle = chosen(LONG, 2_000, width -> 8_000 / width);

        assertThat(busy.getLast()).isEqualTo(4);
        assertThat(idle.getLast()).isEqualTo(8);
    }

    @Test
    void disturbanceThatReachesAllWidthsChangesNothing() {
        int[] run = {0};
        List<Integer> chosen =
                chosen(LONG, 2_000, width -> 8_000 / width * (run[0]++ % 100 < 20 ? 50 : 1));

        assertThat(Collections.frequency(chosen, 8)).isGreaterThan(1_900);
    }

    /** Runs batches of one size, and returns the chosen widths. */
    private List<Integer> chosen(int tokens, int runs, IntUnaryOperator nanosByWidth) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            int width = tuning.choose(tokens, 8);
            tuning.record(tokens, new RunThreads(width, 8), nanosByWidth.applyAsInt(width));
            chosen.add(width);
        }
        return chosen;
    }
}
