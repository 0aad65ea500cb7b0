package io.semblance.store;

import org.jspecify.annotations.Nullable;

/** Thrown if the requested index does not exist. */
public final class IndexMissingException extends StoreException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong, and what to do
     */
    public IndexMissingException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception with its cause.
     *
     * @param message what is wrong, and what to do
     */
    public IndexMissingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
