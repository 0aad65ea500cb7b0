package io.semblance.embedding;

/** The request asks for the vectors of tokens, but the model's graph yields only pooled vectors. */
public final class NoTokenEmbeddingsException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param model id of the model
     */
    public NoTokenEmbeddingsException(String model) {
        super(
                "model '%s' has no token embeddings: its graph yields one vector for each text; use another model"
                        .formatted(model),
                null);
    }
}
