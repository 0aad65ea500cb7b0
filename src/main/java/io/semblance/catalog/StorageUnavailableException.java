package io.semblance.catalog;

/** The store or the database cannot be reached, read or written now. */
public final class StorageUnavailableException extends CatalogException {

    private static final long serialVersionUID = 1L;

    StorageUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
