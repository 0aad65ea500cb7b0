package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;

/** Shows on the error stream how far an operation is. Thread-safe. */
interface Progress {

    /** The fraction of an operation whose total is unknown. */
    double UNKNOWN = Double.NaN;

    /** How {@code --progress} names the ways to show it. */
    enum Mode {
        AUTO,
        BAR,
        LINES,
        NONE;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Shows a state, unless another was shown a moment ago.
     *
     * @param label what is being done, for example the name of a file
     * @param fraction between 0 and 1, or {@link #UNKNOWN}
     * @param text amounts, rate and time left
     */
    void show(String label, double fraction, String text);

    /** Prints a line that stays. */
    void line(String text);

    /** Removes what must not stay; other output may follow. */
    void clear();

    /** Progress in this mode; null is {@link Mode#AUTO}. */
    static Progress of(@Nullable Mode mode, PrintWriter err) {
        Mode wanted = mode == null ? Mode.AUTO : mode;
        return switch (wanted) {
            case AUTO -> Terminal.isPresent() ? new ProgressBar(err) : new ProgressLines(err);
            case BAR -> new ProgressBar(err);
            case LINES -> new ProgressLines(err);
            case NONE -> new NoProgress(err);
        };
    }

    /** Only lines that stay. */
    record NoProgress(PrintWriter err) implements Progress {

        @Override
        public void show(String label, double fraction, String text) {
            // Not shown.
        }

        @Override
        public void line(String text) {
            err.println(text);
            err.flush();
        }

        @Override
        public void clear() {
            err.flush();
        }
    }
}
