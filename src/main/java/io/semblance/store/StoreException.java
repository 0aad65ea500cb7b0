package io.semblance.store;

import org.jspecify.annotations.Nullable;

/** What can go wrong in a store that the caller did not cause by its arguments. */
public abstract sealed class StoreException extends RuntimeException
        permits IndexBusyException,
                IndexFailedException,
                IndexMissingException,
                IndexMismatchException,
                StoreIncompatibleException,
                SearchTimeoutException,
                StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
