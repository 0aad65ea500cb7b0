package io.semblance.search;

import io.semblance.embedding.Deadline;

import org.jspecify.annotations.Nullable;

/** The time that the caller allows passed before the store had answered. */
public final class SearchDeadlineExceededException extends SearchException {

    private static final long serialVersionUID = 1L;

    /**
     * @param cause what the store says; null if it was not asked any more
     */
    SearchDeadlineExceededException(Deadline deadline, @Nullable Throwable cause) {
        super(
                "the %d ms that the caller allows passed before the search was done; allow more time or ask for less: a lower limit, fewer candidates, not exact"
                        .formatted(deadline.allowed().toMillis()),
                cause);
    }
}
