package io.semblance.embedding;

import java.time.Duration;

/**
 * How many tokens the lanes work off in a second, as an exponentially weighted mean over recent
 * batches. Thread-safe.
 */
final class Throughput {

    private static final double WEIGHT = 0.1;
    private static final long MAX_SECONDS = 60;

    private final int lanes;
    private volatile double laneTokensPerSecond = 1_000;

    Throughput(int lanes) {
        this.lanes = lanes;
    }

    /** A lane ran a batch. */
    synchronized void record(long tokens, long nanos) {
        double rate = tokens * 1e9 / Math.max(1, nanos);
        laneTokensPerSecond += WEIGHT * (rate - laneTokensPerSecond);
    }

    /** The time that so many tokens will take. */
    Duration estimate(long tokens) {
        return Duration.ofNanos((long) (tokens * 1e9 / (laneTokensPerSecond * lanes)));
    }

    /** The same for whoever is to come again: whole seconds, from 1 to {@value #MAX_SECONDS}. */
    Duration timeFor(long tokens) {
        return bounded(estimate(tokens));
    }

    /** A time for whoever is to come again: whole seconds, from 1 to {@value #MAX_SECONDS}. */
    static Duration bounded(Duration time) {
        double seconds = Math.ceil(time.toNanos() / 1e9);
        return Duration.ofSeconds(Math.clamp((long) seconds, 1, MAX_SECONDS));
    }
}
