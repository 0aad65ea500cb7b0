package io.semblance.embedding;

/** The model failed to run. Clients may see the message; the cause is for the log. */
public final class InferenceException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message that clients may see. */
    public InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
