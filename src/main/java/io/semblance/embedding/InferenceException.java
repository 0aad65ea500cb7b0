package io.semblance.embedding;

/** The model failed to run. */
public final class InferenceException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
