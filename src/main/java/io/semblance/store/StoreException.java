package io.semblance.store;

import org.jspecify.annotations.Nullable;

/** Thrown if a store fails for a reason other than the arguments of the call. */
public abstract sealed class StoreException extends RuntimeException
        permits IndexBusyException,
                IndexFailedException,
                IndexMissingException,
                IndexMismatchException,
                StoreIncompatibleException,
                StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
