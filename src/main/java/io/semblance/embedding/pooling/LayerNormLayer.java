package io.semblance.embedding.pooling;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * Layer normalisation (Ba, Kiros and Hinton, 2016) of a pooled vector: {@code (x - mean) /
 * sqrt(variance + 1e-5) * weight + bias}, the {@code LayerNorm} module of sentence-transformers.
 * Thread-safe.
 */
public final class LayerNormLayer implements PooledLayer {

    private static final double EPSILON = 1e-5;

    private final float[] weight;
    private final float[] bias;

    private LayerNormLayer(float[] weight, float[] bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /**
     * The configuration of a layer normalisation.
     *
     * @param folder folder of the module
     * @param dimension dimension of the vectors
     */
    public record Spec(Path folder, int dimension) implements PooledLayer.Spec {

        @Override
        public int dimension(int input) {
            DenseLayer.requireInput(folder, dimension, input);
            return dimension;
        }

        @Override
        public @Nullable String problem() {
            return Safetensors.problem(folder);
        }

        @Override
        public String version() {
            return "layer-norm " + Safetensors.digest(folder);
        }

        @Override
        public PooledLayer load() {
            Safetensors weights = Safetensors.read(folder);
            return new LayerNormLayer(
                    weights.tensor("norm.weight", dimension),
                    weights.tensor("norm.bias", dimension));
        }
    }

    @Override
    public float[] apply(float[] vector) {
        double sum = 0;
        for (float component : vector) {
            sum += component;
        }
        double mean = sum / vector.length;
        double squares = 0;
        for (float component : vector) {
            squares += (component - mean) * (component - mean);
        }
        double scale = 1 / Math.sqrt(squares / vector.length + EPSILON);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) ((vector[i] - mean) * scale) * weight[i] + bias[i];
        }
        return vector;
    }
}
