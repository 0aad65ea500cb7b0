package io.semblance.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** Plain lines for a log, a few seconds apart. A short operation has none. */
final class ProgressLines implements Progress {

    private static final long NANOS_BETWEEN = 5_000_000_000L;

    private final PrintWriter err;
    private final LongSupplier nanoTime;
    private long lastNanos;

    ProgressLines(PrintWriter err) {
        this(err, System::nanoTime);
    }

    ProgressLines(PrintWriter err, LongSupplier nanoTime) {
        this.err = err;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    @Override
    public synchronized void show(String label, double fraction, String text) {
        long now = nanoTime.getAsLong();
        if (now - lastNanos < NANOS_BETWEEN) {
            return;
        }
        lastNanos = now;
        String percent = Double.isNaN(fraction) ? "" : "%d %%, ".formatted((int) (fraction * 100));
        line(Display.line(label) + ": " + percent + text);
    }

    @Override
    public synchronized void line(String text) {
        err.println(text);
        err.flush();
    }

    @Override
    public void clear() {
        err.flush();
    }
}
