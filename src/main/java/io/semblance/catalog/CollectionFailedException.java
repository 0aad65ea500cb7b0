package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if one collection cannot be used, while the others can: its row, its model and its index
 * do not agree, or its index is damaged or missing. The message says why and what to do.
 */
public final class CollectionFailedException extends CatalogException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    CollectionFailedException(String collection, String reason, @Nullable Throwable cause) {
        super("the collection '%s' has failed: %s".formatted(collection, reason), cause);
        this.reason = reason;
    }

    /** The reason, and what to do. */
    String reason() {
        return reason;
    }
}
