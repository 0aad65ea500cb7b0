package io.semblance.embedding;

import java.time.Duration;

/**
 * How many tokens of one model the lanes run in a second: the tokens of recent batches over their
 * time, older batches counting less. Thread-safe.
 */
final class Throughput {

    /** Of the weight of earlier batches, for each batch: about thirty batches count. */
    private static final double DECAY = 0.97;

    private static final long MAX_SECONDS = 60;

    private final int lanes;
    private double tokens;
    private double nanos;
    private volatile double tokensPerSecond;

    Throughput(int lanes) {
        this.lanes = lanes;
    }

    /** Records that one lane ran a batch. */
    synchronized void record(long batchTokens, long batchNanos) {
        tokens = DECAY * tokens + batchTokens;
        nanos = DECAY * nanos + Math.max(1, batchNanos);
        tokensPerSecond = lanes * tokens * 1e9 / nanos;
    }

    /**
     * The time in which all lanes together run so many tokens; zero before anything was measured,
     * so that nothing is rejected by a guess.
     */
    Duration estimate(long count) {
        double perSecond = tokensPerSecond;
        return perSecond == 0
                ? Duration.ZERO
                : Duration.ofNanos((long) Math.min(Long.MAX_VALUE, count * 1e9 / perSecond));
    }

    /** A time as {@code Retry-After}: whole seconds, from 1 to {@value #MAX_SECONDS}. */
    static Duration retryAfter(Duration time) {
        double seconds = Math.ceil(time.toNanos() / 1e9);
        return Duration.ofSeconds(Math.clamp((long) seconds, 1, MAX_SECONDS));
    }
}
