package io.semblance.embedding;

/** The engine is shutting down. */
public final class EngineClosedException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception for a call to an engine that is closing, or for an interrupted thread.
     */
    public EngineClosedException() {
        super("the service is shutting down", null);
    }
}
