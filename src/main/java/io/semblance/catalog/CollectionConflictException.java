package io.semblance.catalog;

import java.util.List;

/** A collection of that name exists and is another. */
public final class CollectionConflictException extends CatalogException {

    private static final long serialVersionUID = 1L;

    CollectionConflictException(String name, List<String> differences) {
        super(
                "the collection '%s' exists with another definition: %s; drop it first or take another name"
                        .formatted(name, String.join(", ", differences)),
                null);
    }
}
