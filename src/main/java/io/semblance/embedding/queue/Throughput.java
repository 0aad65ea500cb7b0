package io.semblance.embedding.queue;

import java.time.Duration;

/**
 * The tokens of one model that all lanes together run per second: the tokens of recent batches
 * divided by their time, with less weight for older batches. Thread-safe.
 */
final class Throughput {

    /** Factor of the weight of earlier batches with each new batch: about thirty batches count. */
    private static final double DECAY = 0.97;

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
     * Returns the time in which all lanes together run this number of tokens. It is zero before the
     * first measurement, so that no request is rejected by a guess.
     */
    Duration estimate(long count) {
        double perSecond = tokensPerSecond;
        return perSecond == 0
                ? Duration.ZERO
                : Duration.ofNanos((long) Math.min(Long.MAX_VALUE, count * 1e9 / perSecond));
    }
}
