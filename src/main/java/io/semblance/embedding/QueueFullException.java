package io.semblance.embedding;

import java.time.Duration;

/** The engine has more work queued than it may. */
public final class QueueFullException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    QueueFullException(long tokens, long queued, long capacity, Duration retryAfter) {
        super(
                ("the queue holds %d of %d tokens, and this request's %d have no room; repeat it in"
                     + " %d s, send fewer texts at once or raise semblance.embedding.queue-tokens")
                        .formatted(queued, capacity, tokens, retryAfter.toSeconds()),
                null);
        this.retryAfter = retryAfter;
    }

    /** When the queue is likely to have room; whole seconds, at least 1. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
