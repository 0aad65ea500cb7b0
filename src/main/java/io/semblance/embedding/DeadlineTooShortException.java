package io.semblance.embedding;

import io.semblance.value.Deadline;

import java.time.Duration;

/**
 * The request is rejected because its texts would not be embedded within the time that the caller
 * allows.
 */
public final class DeadlineTooShortException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * Creates the exception for a request.
     *
     * @param deadline the caller's deadline
     * @param estimate estimated time until all texts of the request have run
     * @param tokens tokens that run until then, those of the request included
     * @param ahead estimated time until everything that runs before the request has run
     */
    public DeadlineTooShortException(
            Deadline deadline, Duration estimate, long tokens, Duration ahead) {
        super(
                "deadline too short: %d of %d ms left, the %d tokens until the end of this request take about %d ms; allow more time, send fewer texts at once or retry later"
                        .formatted(
                                deadline.remaining().toMillis(),
                                deadline.allowed().toMillis(),
                                tokens,
                                estimate.toMillis()));
        this.retryAfter = RetryAfter.of(ahead);
    }

    /** Returns the time after which a new attempt is worthwhile: whole seconds, at least 1. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
