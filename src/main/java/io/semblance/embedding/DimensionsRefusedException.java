package io.semblance.embedding;

/** The request asks for fewer than 1 or more dimensions than the model has. */
public final class DimensionsRefusedException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param model id of the model
     * @param dimension the number of dimensions of the model's embeddings
     * @param asked the number of dimensions in the request
     */
    public DimensionsRefusedException(String model, int dimension, int asked) {
        super(
                "dimensions must be between 1 and the %d of model '%s', got: %d"
                        .formatted(dimension, model, asked),
                null);
    }
}
