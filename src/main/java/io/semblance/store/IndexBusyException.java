package io.semblance.store;

/**
 * An index uses as much of the store as one index may, and the call has waited for its turn as long
 * as it may; the same call may succeed later, and calls of other indexes now.
 */
public final class IndexBusyException extends StoreException {

    private static final long serialVersionUID = 1L;

    /** With the limit that was reached and what to do. */
    public IndexBusyException(String message) {
        super(message, null);
    }
}
