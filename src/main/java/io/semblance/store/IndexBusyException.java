package io.semblance.store;

/**
 * Thrown if an index uses its maximum share of the store, and the call timed out while it waited.
 * The same call may succeed later, and calls to other indexes may succeed now.
 */
public final class IndexBusyException extends StoreException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the limit that was reached, and what to do
     */
    public IndexBusyException(String message) {
        super(message, null);
    }
}
