package io.semblance.embedding;

import java.time.Duration;

/** The engine has as much work queued as it may have, in tokens or in time. */
public final class QueueFullException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    private QueueFullException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    static QueueFullException inTokens(
            long tokens, long queued, long capacity, Duration retryAfter) {
        return new QueueFullException(
                ("the queue holds %d of %d tokens, and this request's %d have no room; repeat it in"
                     + " %d s, send fewer texts at once or raise semblance.embedding.queue-tokens")
                        .formatted(queued, capacity, tokens, retryAfter.toSeconds()),
                retryAfter);
    }

    static QueueFullException inTime(
            long ahead, Duration wait, Duration maxQueueTime, Duration retryAfter) {
        return new QueueFullException(
                ("the %d tokens that wait before this request take about %d ms, and it may wait for"
                                + " %d; repeat it in %d s or raise semblance.embedding.queue-time")
                        .formatted(
                                ahead,
                                wait.toMillis(),
                                maxQueueTime.toMillis(),
                                retryAfter.toSeconds()),
                retryAfter);
    }

    /**
     * Of a request that was admitted and has waited in vain.
     *
     * @param waited all the time that it may wait
     */
    static QueueFullException afterWait(Duration waited) {
        Duration retryAfter = Throughput.bounded(waited);
        return new QueueFullException(
                ("this request has waited for %d ms, half as long again as it may, and no text of"
                     + " it was run: the engine has become slower, or queries went first; repeat it"
                     + " in %d s or raise semblance.embedding.queue-time")
                        .formatted(waited.toMillis(), retryAfter.toSeconds()),
                retryAfter);
    }

    /** When the queue is likely to have room; whole seconds, at least 1. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
