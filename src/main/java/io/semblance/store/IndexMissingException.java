package io.semblance.store;

import org.jspecify.annotations.Nullable;

/** There is no index of the name asked for. */
public final class IndexMissingException extends StoreException {

    private static final long serialVersionUID = 1L;

    /** With what is wrong and what to do. */
    public IndexMissingException(String message) {
        this(message, null);
    }

    /** With what is wrong and what to do, and the cause. */
    public IndexMissingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
