package io.semblance.catalog;

import java.util.List;

/** Thrown if a collection of the same name exists with another definition. */
public final class CollectionConflictException extends CatalogException {

    private static final long serialVersionUID = 1L;

    CollectionConflictException(String name, List<String> differences) {
        super(
                "the collection '%s' exists with another definition: %s; delete it first or use another name"
                        .formatted(name, String.join(", ", differences)),
                null);
    }
}
