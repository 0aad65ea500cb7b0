package io.semblance.embedding.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the number of threads with which a batch takes the least time, from the batches that are
 * run. A short text cannot use many threads: its operators end before all threads have started.
 * Sizes are powers of two of tokens. For each size and each maximum the widest number is used
 * first. From time to time it is compared with the next narrower or wider one, because other
 * processes may use the cores now, or no longer. The runs of a comparison alternate, so that a
 * disturbance reaches both numbers. Thread-safe.
 */
final class WidthTuning {

    /** Runs of each number in a comparison. Their medians are compared. */
    static final int RUNS = 5;

    /**
     * Runs before the first comparison, and after a change before the next. The first runs also
     * allocate memory.
     */
    static final int MIN_INTERVAL = 64;

    /** Batches after which a comparison without a result is given up. */
    private static final int MAX_CHOICES = 10 * RUNS;

    /** Runs between comparisons that change nothing: one run of a hundred is part of one. */
    static final int MAX_INTERVAL = 512;

    /**
     * More threads are used if they need at most this share of the time; fewer if they need no
     * more.
     */
    private static final double WIDER_GAIN = 0.95;

    private final int[] widths;
    private final Map<Key, Size> sizes = new ConcurrentHashMap<>();

    /**
     * Creates the state before the first batch.
     *
     * @param widths possible numbers of threads, ascending
     */
    WidthTuning(int... widths) {
        this.widths = widths.clone();
    }

    /**
     * Returns the number of threads for a batch.
     *
     * @param tokens tokens of the batch, padding included
     * @param max maximum number of threads
     * @return one of the widths, the narrowest if all exceed the maximum
     */
    int choose(long tokens, int max) {
        int widest = widest(max);
        return widest == 0 ? widths[0] : widths[size(tokens, widest).choose()];
    }

    /**
     * Records a run.
     *
     * @param tokens tokens of the batch, padding included
     * @param threads what was chosen for it
     * @param nanos how long it took
     */
    void record(long tokens, RunThreads threads, long nanos) {
        int widest = widest(threads.max());
        int index = Arrays.binarySearch(widths, threads.count());
        if (widest > 0 && index >= 0) {
            size(tokens, widest).record(index, (double) nanos / tokens);
        }
    }

    private int widest(int max) {
        int widest = 0;
        while (widest + 1 < widths.length && widths[widest + 1] <= max) {
            widest++;
        }
        return widest;
    }

    private Size size(long tokens, int widest) {
        return sizes.computeIfAbsent(
                new Key(Long.SIZE - Long.numberOfLeadingZeros(tokens), widest),
                key -> new Size(key.widest() + 1));
    }

    /**
     * What is tuned by itself.
     *
     * @param bits the number of bits of the tokens
     * @param widest the widest possible width
     */
    private record Key(int bits, int widest) {}

    /** The best width for batches of one size, and its comparison with another. */
    private static final class Size {

        private final int widths;
        private final Times presentTimes = new Times();
        private final Times otherTimes = new Times();
        private int present;
        private int other;
        private boolean comparing;
        private int interval = MIN_INTERVAL;
        private int choices;

        Size(int widths) {
            this.widths = widths;
            this.present = widths - 1;
            this.other = widths;
        }

        /** Returns the index of the width for the next batch. */
        synchronized int choose() {
            choices++;
            if (comparing && choices > MAX_CHOICES) {
                // No session with the other width is idle.
                comparing = false;
                choices = 0;
            }
            if (comparing) {
                return choices % 2 == 0 ? other : present;
            }
            if (choices >= interval) {
                compare(other < present ? present + 1 : present - 1);
            }
            return present;
        }

        /** Begins to compare the present width with another; with its other neighbour if none. */
        private void compare(int next) {
            other = next < 0 ? 1 : next == widths ? widths - 2 : next;
            choices = 0;
            comparing = true;
            presentTimes.clear();
            otherTimes.clear();
        }

        synchronized void record(int width, double time) {
            if (!comparing) {
                return;
            }
            if (width == present) {
                presentTimes.add(time);
            } else if (width == other) {
                otherTimes.add(time);
            }
            if (presentTimes.isFull() && otherTimes.isFull()) {
                end();
            }
        }

        private void end() {
            double required = other > present ? WIDER_GAIN : 1;
            boolean better = otherTimes.median() <= required * presentTimes.median();
            comparing = false;
            choices = 0;
            interval = better ? MIN_INTERVAL : Math.min(2 * interval, MAX_INTERVAL);
            if (better) {
                int direction = other - present;
                int former = present;
                present = other;
                other = former;
                if (present + direction >= 0 && present + direction < widths) {
                    compare(present + direction);
                }
            }
        }
    }

    /** The times of the first {@value #RUNS} runs of a comparison. */
    private static final class Times {

        private final double[] times = new double[RUNS];
        private int count;

        void clear() {
            count = 0;
        }

        void add(double time) {
            if (count < RUNS) {
                times[count++] = time;
            }
        }

        boolean isFull() {
            return count == RUNS;
        }

        double median() {
            double[] sorted = times.clone();
            Arrays.sort(sorted);
            return sorted[RUNS / 2];
        }
    }
}
