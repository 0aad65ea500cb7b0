package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/** Thrown if a collection cannot be created, found or used. */
public abstract sealed class CatalogException extends RuntimeException
        permits CollectionNotFoundException,
                CollectionBusyException,
                CollectionConflictException,
                InvalidCollectionException,
                CollectionFailedException,
                CatalogDatabaseException {

    private static final long serialVersionUID = 1L;

    CatalogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
