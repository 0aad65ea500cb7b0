package io.semblance.search;

import org.jspecify.annotations.Nullable;

/** Why a search was not answered. */
public abstract sealed class SearchException extends RuntimeException
        permits SearchRefusedException, SearchDeadlineExceededException {

    private static final long serialVersionUID = 1L;

    SearchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
