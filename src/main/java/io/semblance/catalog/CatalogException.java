package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/** Why a collection could not be made, found or used. */
public abstract sealed class CatalogException extends RuntimeException
        permits CollectionNotFoundException,
                CollectionBusyException,
                CollectionConflictException,
                InvalidCollectionException,
                CollectionFailedException,
                CatalogDatabaseException,
                StorageUnavailableException {

    private static final long serialVersionUID = 1L;

    CatalogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
