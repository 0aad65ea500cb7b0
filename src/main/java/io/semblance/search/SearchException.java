package io.semblance.search;

import org.jspecify.annotations.Nullable;

/** Thrown if a search fails. */
public abstract sealed class SearchException extends RuntimeException
        permits SearchRefusedException {

    private static final long serialVersionUID = 1L;

    SearchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
