package io.semblance.store;

import org.jspecify.annotations.Nullable;

/** What the store runs on lacks what the store needs; the message names both sides. */
public final class StoreIncompatibleException extends StoreException {

    private static final long serialVersionUID = 1L;

    private static final String UPDATE =
            "Update the database, or start with semblance.store=lucene.";

    private final String remedy;

    /** With what is wrong; the remedy is a newer database. */
    public StoreIncompatibleException(String message) {
        this(message, null);
    }

    /** With what is wrong, and the cause; the remedy is a newer database. */
    public StoreIncompatibleException(String message, @Nullable Throwable cause) {
        this(message, UPDATE, cause);
    }

    /** With what is wrong, what to do in whole sentences, and the cause. */
    public StoreIncompatibleException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What to do, in whole sentences. */
    public String remedy() {
        return remedy;
    }
}
