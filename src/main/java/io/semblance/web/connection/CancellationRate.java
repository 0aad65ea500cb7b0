package io.semblance.web.connection;

/**
 * How often the client of a connection has cancelled requests, as a bucket that runs empty in ten
 * seconds. A cancelled request costs its client nothing and the service what it has begun, as in
 * rapid-reset attacks (CVE-2023-44487). Tomcat's own count of resets is offset by frames that cost
 * as little. Thread-safe.
 */
final class CancellationRate {

    private static final double WINDOW_NANOS = 10e9;

    private final int max;
    private double level;
    private long lastNanos;

    CancellationRate(int max) {
        this.max = max;
    }

    /** Counts one, and tells whether it is one too many. */
    synchronized boolean isExceeded(long nowNanos) {
        double drained = (nowNanos - lastNanos) / WINDOW_NANOS * max;
        level = level == 0 ? 0 : Math.max(0, level - drained);
        lastNanos = nowNanos;
        level++;
        return level > max;
    }
}
