package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/** There is no collection of that name, or it has just been dropped. */
public final class CollectionNotFoundException extends CatalogException {

    private static final long serialVersionUID = 1L;

    CollectionNotFoundException(String name, @Nullable Throwable cause) {
        super(
                "there is no collection '%s'; PUT /v1/collections/%s makes one, and so does the first write to it"
                        .formatted(name, name),
                cause);
    }
}
