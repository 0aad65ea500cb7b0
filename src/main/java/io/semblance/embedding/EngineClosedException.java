package io.semblance.embedding;

/** The engine is shutting down. */
public final class EngineClosedException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /** The engine, or the thread that waits for it, is asked to end. */
    public EngineClosedException() {
        super("the service is shutting down", null);
    }
}
