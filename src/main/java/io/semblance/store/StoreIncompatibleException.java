package io.semblance.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if the database does not have a feature or version that the store requires; the message
 * names what was found and what is required.
 */
public final class StoreIncompatibleException extends StoreException {

    private static final long serialVersionUID = 1L;

    private static final String UPDATE =
            "Update the database, or start with semblance.store=lucene.";

    private final String remedy;

    /**
     * Creates the exception; the remedy is a newer database.
     *
     * @param message what was found, and what is required
     */
    public StoreIncompatibleException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception with its cause; the remedy is a newer database.
     *
     * @param message what was found, and what is required
     */
    public StoreIncompatibleException(String message, @Nullable Throwable cause) {
        this(message, UPDATE, cause);
    }

    /**
     * Creates the exception with its own remedy.
     *
     * @param message what was found, and what is required
     * @param remedy what to do, in whole sentences
     */
    public StoreIncompatibleException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What to do, in whole sentences. */
    public String remedy() {
        return remedy;
    }
}
