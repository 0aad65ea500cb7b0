package io.semblance.store;

import org.jspecify.annotations.Nullable;

/**
 * One index cannot be used as it is, while the store works: files or pages are damaged, missing,
 * locked or denied. The message says which and what to do.
 */
public final class IndexFailedException extends StoreException {

    private static final long serialVersionUID = 1L;

    /** With what is wrong and what to do, and the cause. */
    public IndexFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
