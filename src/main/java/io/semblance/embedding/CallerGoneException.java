package io.semblance.embedding;

/** The caller has left: nobody reads the answer. */
public final class CallerGoneException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    CallerGoneException() {
        super("the caller left before its texts were embedded", null);
    }
}
