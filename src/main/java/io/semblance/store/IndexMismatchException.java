package io.semblance.store;

import org.jspecify.annotations.Nullable;

/** Thrown if an index differs from its definition; the message names both. */
public final class IndexMismatchException extends StoreException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong, and what to do
     */
    public IndexMismatchException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception with its cause.
     *
     * @param message what is wrong, and what to do
     */
    public IndexMismatchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
