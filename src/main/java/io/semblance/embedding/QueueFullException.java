package io.semblance.embedding;

import io.semblance.embedding.Backlog.Ahead;

import java.time.Duration;

/** The queue is full, in tokens or in time. */
public final class QueueFullException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    private QueueFullException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    static QueueFullException inTokens(long tokens, long used, long limit, Duration ahead) {
        Duration retryAfter = Throughput.retryAfter(ahead);
        return new QueueFullException(
                "queue full: %d of %d tokens used, this request needs %d; retry in %d s, send fewer texts at once or raise semblance.embedding.queue-tokens"
                        .formatted(used, limit, tokens, retryAfter.toSeconds()),
                retryAfter);
    }

    /**
     * Of a request that would wait for too long.
     *
     * @param limit that its wait has
     * @param property that sets the limit
     */
    static QueueFullException inTime(Ahead ahead, Duration limit, String property) {
        Duration retryAfter = Throughput.retryAfter(ahead.time());
        return new QueueFullException(
                "queue full: the %d tokens ahead of this request take about %d ms, the limit is %d ms; retry in %d s or raise %s"
                        .formatted(
                                ahead.tokens(),
                                ahead.time().toMillis(),
                                limit.toMillis(),
                                retryAfter.toSeconds(),
                                property),
                retryAfter);
    }

    /**
     * Of a request that was admitted and has waited in vain.
     *
     * @param waited all the time that it may wait
     */
    static QueueFullException afterWait(Duration waited) {
        Duration retryAfter = Throughput.retryAfter(waited);
        return new QueueFullException(
                "timed out in the queue after %d ms; retry in %d s"
                        .formatted(waited.toMillis(), retryAfter.toSeconds()),
                retryAfter);
    }

    /** When the queue is likely to have room; whole seconds, at least 1. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
