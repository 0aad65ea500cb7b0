package io.semblance.embedding;

import java.time.Duration;

/** The request is rejected because the queue is full, in tokens or in time. */
public final class QueueFullException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    private QueueFullException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /**
     * Creates the exception for a queue without room for the tokens of a request.
     *
     * @param tokens tokens of the request
     * @param used tokens in the queue
     * @param limit the most tokens in the queue
     * @param ahead estimated time until all queued requests have run
     */
    public static QueueFullException inTokens(long tokens, long used, long limit, Duration ahead) {
        Duration retryAfter = RetryAfter.of(ahead);
        return new QueueFullException(
                "queue full: %d of %d tokens used, this request needs %d; retry in %d s, send fewer texts at once or raise semblance.embedding.queue-tokens"
                        .formatted(used, limit, tokens, retryAfter.toSeconds()),
                retryAfter);
    }

    /**
     * Creates the exception for a request that would wait too long.
     *
     * @param tokensAhead tokens that run before this request
     * @param timeAhead estimated time of these tokens
     * @param limit maximum of that time
     * @param property the property that sets the limit
     */
    public static QueueFullException inTime(
            long tokensAhead, Duration timeAhead, Duration limit, String property) {
        Duration retryAfter = RetryAfter.of(timeAhead);
        return new QueueFullException(
                "queue full: the %d tokens ahead of this request take about %d ms, the limit is %d ms; retry in %d s or raise %s"
                        .formatted(
                                tokensAhead,
                                timeAhead.toMillis(),
                                limit.toMillis(),
                                retryAfter.toSeconds(),
                                property),
                retryAfter);
    }

    /**
     * Creates the exception for a request that was admitted and did not start in time.
     *
     * @param waited the longest time that it may wait
     */
    public static QueueFullException timedOut(Duration waited) {
        Duration retryAfter = RetryAfter.of(waited);
        return new QueueFullException(
                "timed out in the queue after %d ms; retry in %d s"
                        .formatted(waited.toMillis(), retryAfter.toSeconds()),
                retryAfter);
    }

    /** Returns the time after which the queue is likely to have room: whole seconds, at least 1. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
