package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/** At start: a collection, its model and its index do not agree; the message names both sides. */
public final class CollectionMismatchException extends CatalogException {

    private static final long serialVersionUID = 1L;

    CollectionMismatchException(String collection, String problem, @Nullable Throwable cause) {
        super("the collection '%s': %s".formatted(collection, problem), cause);
    }
}
