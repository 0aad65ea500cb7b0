package io.semblance.store;

import org.jspecify.annotations.Nullable;

/** The store cannot be reached, read or written now; the same call may succeed later. */
public final class StoreUnavailableException extends StoreException {

    private static final long serialVersionUID = 1L;

    /** With what is wrong and what to do. */
    public StoreUnavailableException(String message) {
        this(message, null);
    }

    /** With what is wrong and what to do, and the cause. */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
