package io.semblance.value;

import org.jspecify.annotations.Nullable;

/** Thrown if the caller's deadline passed before the result was ready. */
public final class DeadlineExceededException extends AbandonedException {

    private static final long serialVersionUID = 1L;

    DeadlineExceededException(Deadline deadline, @Nullable Throwable cause) {
        super(
                "the deadline of %d ms passed before the answer was ready; allow more time, send fewer texts at once, or search with a lower limit"
                        .formatted(deadline.allowed().toMillis()),
                cause);
    }
}
