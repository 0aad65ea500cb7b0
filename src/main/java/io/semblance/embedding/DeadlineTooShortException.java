package io.semblance.embedding;

import java.time.Duration;

/** The texts would not be embedded in the time that the caller allows. */
public final class DeadlineTooShortException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    DeadlineTooShortException(
            Deadline deadline, Duration estimate, long tokens, Duration retryAfter) {
        super(
                "%d of the %d ms that the caller allows are left, and %d tokens would take about %d ms; allow more time, send fewer texts at once or come again later"
                        .formatted(
                                deadline.remaining().toMillis(),
                                deadline.allowed().toMillis(),
                                tokens,
                                estimate.toMillis()));
        this.retryAfter = retryAfter;
    }

    /** When the work before this request is likely to be done; whole seconds, at least 1. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
