package io.semblance.value;

import org.jspecify.annotations.Nullable;

/** Thrown when work stops because the caller no longer needs its result. */
public abstract sealed class AbandonedException extends RuntimeException
        permits CallerGoneException, DeadlineExceededException {

    private static final long serialVersionUID = 1L;

    AbandonedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
