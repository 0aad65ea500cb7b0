package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/** The store or the database cannot be reached, read or written now. */
public final class StorageUnavailableException extends CatalogException {

    private static final long serialVersionUID = 1L;

    StorageUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
