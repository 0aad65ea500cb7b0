package io.semblance.embedding.pooling;

import org.jspecify.annotations.Nullable;

/**
 * Divides a vector by its length: a {@code Normalize} module that is followed by others.
 * Thread-safe.
 */
public enum UnitLengthLayer implements PooledLayer, PooledLayer.Spec {
    /** The only instance; the layer has no weights. */
    INSTANCE;

    /** Minimum divisor, as in torch. */
    private static final double LEAST_LENGTH = 1e-12;

    @Override
    public float[] apply(float[] vector) {
        double square = 0;
        for (float component : vector) {
            square += (double) component * component;
        }
        double length = Math.max(Math.sqrt(square), LEAST_LENGTH);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }

    @Override
    public int dimension(int input) {
        return input;
    }

    @Override
    public @Nullable String problem() {
        return null;
    }

    @Override
    public String version() {
        return "unit-length";
    }

    @Override
    public PooledLayer load() {
        return this;
    }
}
