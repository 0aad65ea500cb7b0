package io.semblance.store;

import org.jspecify.annotations.Nullable;

/** An index is not what its definition says; the message names both sides. */
public final class IndexMismatchException extends StoreException {

    private static final long serialVersionUID = 1L;

    /** With what is wrong and what to do. */
    public IndexMismatchException(String message) {
        this(message, null);
    }

    /** With what is wrong and what to do, and the cause. */
    public IndexMismatchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
