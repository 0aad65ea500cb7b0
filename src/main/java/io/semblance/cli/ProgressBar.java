package io.semblance.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** A bar on a terminal, drawn over itself. */
final class ProgressBar implements Progress {

    private static final long NANOS_BETWEEN = 100_000_000;
    private static final int WIDTH = 10;
    private static final int MAX_LABEL = 24;

    private static final int MAX_LINE = 160;

    /** Returns to the first column and erases the line. */
    private static final String ERASE = "\r\u001b[K";

    /** A narrow terminal shows the start of the line: a wrapped line could not be erased. */
    private static final String NO_WRAP = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";

    private final PrintWriter err;
    private final LongSupplier nanoTime;
    private boolean drawn;
    private long drawnNanos;

    ProgressBar(PrintWriter err) {
        this(err, System::nanoTime);
    }

    ProgressBar(PrintWriter err, LongSupplier nanoTime) {
        this.err = err;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void show(String label, double fraction, String text) {
        long now = nanoTime.getAsLong();
        if (drawn && now - drawnNanos < NANOS_BETWEEN) {
            return;
        }
        drawn = true;
        drawnNanos = now;
        err.print(ERASE + NO_WRAP + lineOf(label, fraction, text) + WRAP);
        err.flush();
    }

    private static String lineOf(String label, double fraction, String text) {
        String name = Display.line(label, MAX_LABEL);
        if (Double.isNaN(fraction)) {
            return Display.line(name + ": " + text, MAX_LINE);
        }
        double part = Math.clamp(fraction, 0, 1);
        int full = (int) (part * WIDTH);
        String bar = "#".repeat(full) + "-".repeat(WIDTH - full);
        String start = "%s  [%s] %3d %%  ".formatted(name, bar, (int) (part * 100));
        return start + Display.line(text, Math.max(1, MAX_LINE - start.length()));
    }

    @Override
    public synchronized void line(String text) {
        clear();
        err.println(text);
        err.flush();
    }

    @Override
    public synchronized void clear() {
        if (drawn) {
            drawn = false;
            err.print(ERASE);
            err.flush();
        }
    }
}
