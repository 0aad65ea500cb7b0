package io.semblance.embedding;

/** More or fewer dimensions were asked for than the model has. */
public final class DimensionsRefusedException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    DimensionsRefusedException(String model, int dimension, int asked) {
        super(
                "dimensions must be between 1 and the %d of model '%s', got: %d"
                        .formatted(dimension, model, asked),
                null);
    }
}
