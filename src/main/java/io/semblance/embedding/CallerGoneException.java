package io.semblance.embedding;

/** The caller does not wait any more: its client has left, or its thread was interrupted. */
public final class CallerGoneException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    CallerGoneException() {
        this("the caller left before its texts were embedded");
    }

    private CallerGoneException(String message) {
        super(message, null);
    }

    static CallerGoneException interrupted() {
        return new CallerGoneException(
                "the calling thread was interrupted before its texts were embedded");
    }
}
