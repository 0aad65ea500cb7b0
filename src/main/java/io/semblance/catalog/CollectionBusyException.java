package io.semblance.catalog;

/**
 * A collection uses as much of the store as one collection may; the same call may succeed later,
 * and calls of other collections now.
 */
public final class CollectionBusyException extends CatalogException {

    private static final long serialVersionUID = 1L;

    CollectionBusyException(String collection, String reason, Throwable cause) {
        super("the collection '%s' is busy: %s".formatted(collection, reason), cause);
    }
}
