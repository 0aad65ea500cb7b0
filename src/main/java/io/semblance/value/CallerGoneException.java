package io.semblance.value;

/** Thrown if the caller no longer waits: its client disconnected, or its thread was interrupted. */
public final class CallerGoneException extends AbandonedException {

    private static final long serialVersionUID = 1L;

    /** The exception for a client that disconnected. */
    public CallerGoneException() {
        this("the caller left before the answer was ready");
    }

    private CallerGoneException(String message) {
        super(message, null);
    }

    /** The exception for a calling thread that was interrupted. */
    public static CallerGoneException interrupted() {
        return new CallerGoneException(
                "the calling thread was interrupted before the answer was ready");
    }
}
