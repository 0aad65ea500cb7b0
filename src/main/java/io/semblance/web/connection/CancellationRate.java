package io.semblance.web.connection;

/**
 * Limits how often the client of a connection cancels requests, by a leaky bucket that empties in
 * ten seconds. A cancelled request costs its client nothing, but the service loses the work that it
 * has started, as in rapid-reset attacks (CVE-2023-44487). Tomcat's own counter of resets is offset
 * by frames that cost as little. Thread-safe.
 */
final class CancellationRate {

    private static final double WINDOW_NANOS = 10e9;

    private final int max;
    private double level;
    private long lastNanos;

    CancellationRate(int max) {
        this.max = max;
    }

    /** Counts a cancellation and returns whether it exceeds the limit. */
    synchronized boolean isExceeded(long nowNanos) {
        double drained = (nowNanos - lastNanos) / WINDOW_NANOS * max;
        level = level == 0 ? 0 : Math.max(0, level - drained);
        lastNanos = nowNanos;
        level++;
        return level > max;
    }
}
