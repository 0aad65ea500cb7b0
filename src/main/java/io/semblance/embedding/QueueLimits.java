package io.semblance.embedding;

import java.time.Duration;

/**
 * The limits of the queue, in tokens and in time.
 *
 * @param tokens the most tokens that wait, a bound of memory; an input counts as at least 64
 * @param time the longest estimated wait of a request
 * @param interactiveTokens the most tokens of a request that counts as interactive
 * @param interactiveTime the longest estimated wait of an interactive request
 */
public record QueueLimits(
        long tokens, Duration time, int interactiveTokens, Duration interactiveTime) {

    /** Returns the longest estimated wait of a request with this number of tokens. */
    public Duration time(long requestTokens) {
        return isInteractive(requestTokens) && interactiveTime.compareTo(time) < 0
                ? interactiveTime
                : time;
    }

    /** Returns the property that sets {@link #time(long)}. */
    public String timeProperty(long requestTokens) {
        return time(requestTokens).equals(time)
                ? "semblance.embedding.queue-time"
                : "semblance.embedding.interactive-queue-time";
    }

    /**
     * Returns whether a request with this number of tokens is interactive: small enough that a
     * person may wait for it.
     */
    public boolean isInteractive(long requestTokens) {
        return requestTokens <= interactiveTokens;
    }

    /**
     * Returns the time after which an admitted request is rejected if none of its texts has
     * started. It is 1.5 times the limit, because the estimate at admission may be too low.
     */
    public Duration longestWait(long requestTokens) {
        return time(requestTokens).multipliedBy(3).dividedBy(2);
    }
}
