package io.semblance.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if the store, or the database of the collections, cannot be reached, read or written now;
 * the same call may succeed later.
 */
public final class StoreUnavailableException extends StoreException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong, and what to do
     */
    public StoreUnavailableException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception with its cause.
     *
     * @param message what is wrong, and what to do
     */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
