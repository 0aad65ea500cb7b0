package io.semblance.catalog;

/**
 * Thrown if a collection already uses its maximum share of the store. The same call may succeed
 * later, and calls to other collections may succeed now.
 */
public final class CollectionBusyException extends CatalogException {

    private static final long serialVersionUID = 1L;

    CollectionBusyException(String collection, String reason, Throwable cause) {
        super("the collection '%s' is busy: %s".formatted(collection, reason), cause);
    }
}
