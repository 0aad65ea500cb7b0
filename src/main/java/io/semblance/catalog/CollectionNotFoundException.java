package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/** Thrown if a collection does not exist, or was deleted during the call. */
public final class CollectionNotFoundException extends CatalogException {

    private static final long serialVersionUID = 1L;

    CollectionNotFoundException(String name, @Nullable Throwable cause) {
        super(
                "the collection '%s' does not exist; create it with PUT /v1/collections/%s or by writing documents to it"
                        .formatted(name, name),
                cause);
    }
}
