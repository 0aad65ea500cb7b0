package io.semblance.embedding;

import java.time.Duration;

/**
 * How much may wait in the queue, and how long.
 *
 * @param tokens that may wait: a bound of memory, see {@link Work#size}
 * @param time the longest estimated wait of a request
 * @param interactiveTokens the most tokens of a request that somebody is taken to wait for
 * @param interactiveTime the longest estimated wait of a request with no more tokens than that
 */
public record QueueLimits(
        long tokens, Duration time, int interactiveTokens, Duration interactiveTime) {

    /** The longest estimated wait of a request of so many tokens. */
    Duration time(long requestTokens) {
        return isInteractive(requestTokens) && interactiveTime.compareTo(time) < 0
                ? interactiveTime
                : time;
    }

    /** The property that sets {@link #time(long)}. */
    String timeProperty(long requestTokens) {
        return time(requestTokens).equals(time)
                ? "semblance.embedding.queue-time"
                : "semblance.embedding.interactive-queue-time";
    }

    /** Whether a request of so many tokens is small enough for somebody to wait for it. */
    boolean isInteractive(long requestTokens) {
        return requestTokens <= interactiveTokens;
    }

    /**
     * After which an admitted request is given up if no text of it was run: the estimate at its
     * admission may be wrong by a half.
     */
    Duration longestWait(long requestTokens) {
        return time(requestTokens).multipliedBy(3).dividedBy(2);
    }
}
