package io.semblance.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if one index cannot be used although the store works: files or pages are damaged, missing,
 * locked or not accessible. The message says which, and what to do.
 */
public final class IndexFailedException extends StoreException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong, and what to do
     */
    public IndexFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
