package io.semblance.store;

import org.jspecify.annotations.Nullable;

/** What the store runs on lacks what the store needs; the message names both sides. */
public final class StoreIncompatibleException extends StoreException {

    private static final long serialVersionUID = 1L;

    /** With what is wrong and what to do. */
    public StoreIncompatibleException(String message) {
        this(message, null);
    }

    /** With what is wrong and what to do, and the cause. */
    public StoreIncompatibleException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
