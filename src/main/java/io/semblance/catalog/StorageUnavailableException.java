package io.semblance.catalog;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** The store or the database cannot be reached, read or written now. */
public final class StorageUnavailableException extends CatalogException {

    private static final long serialVersionUID = 1L;

    StorageUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** For a failure of the database of the collections: why, without the statement. */
    static StorageUnavailableException of(DataAccessException failure) {
        return new StorageUnavailableException(
                "the database of the collections cannot be used now: "
                        + failure.getMostSpecificCause().getMessage(),
                failure);
    }
}
