package io.semblance.embedding.pooling;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * A linear map of a pooled vector, followed by an activation: {@code f(W x + b)}, the {@code Dense}
 * module of sentence-transformers. Thread-safe.
 */
public final class DenseLayer implements PooledLayer {

    private final int outputs;
    private final float[] columns;
    private final float[] bias;
    private final Activation activation;

    /**
     * Creates a layer.
     *
     * @param columns the weights, {@code [inputs, outputs]}
     */
    private DenseLayer(int outputs, float[] columns, float[] bias, Activation activation) {
        this.outputs = outputs;
        this.columns = columns;
        this.bias = bias;
        this.activation = activation;
    }

    /** The function that is applied to the result of the linear map. */
    public enum Activation {
        /** The identity. */
        IDENTITY,
        /** The hyperbolic tangent. */
        TANH
    }

    /**
     * The configuration of a dense layer.
     *
     * @param folder folder of the module
     * @param inputs components of the input
     * @param outputs components of the output
     * @param bias whether the layer has a bias
     * @param activation the activation
     */
    public record Spec(Path folder, int inputs, int outputs, boolean bias, Activation activation)
            implements PooledLayer.Spec {

        @Override
        public int dimension(int input) {
            requireInput(folder, inputs, input);
            return outputs;
        }

        @Override
        public @Nullable String problem() {
            return Safetensors.problem(folder);
        }

        @Override
        public String version() {
            return "dense %s %s".formatted(activation, Safetensors.digest(folder));
        }

        @Override
        public PooledLayer load() {
            Safetensors weights = Safetensors.read(folder);
            return new DenseLayer(
                    outputs,
                    transposed(weights.tensor("linear.weight", outputs, inputs)),
                    bias ? weights.tensor("linear.bias", outputs) : new float[outputs],
                    activation);
        }

        private float[] transposed(float[] rows) {
            float[] columns = new float[rows.length];
            for (int output = 0; output < outputs; output++) {
                for (int input = 0; input < inputs; input++) {
                    columns[input * outputs + output] = rows[output * inputs + input];
                }
            }
            return columns;
        }
    }

    /** Throws if a layer gets vectors of another dimension than it accepts. */
    static void requireInput(Path folder, int expected, int input) {
        if (input != expected) {
            throw new IllegalArgumentException(
                    "the module %s takes %d dimensions, but gets %d"
                            .formatted(folder.getFileName(), expected, input));
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>It adds up the columns, because the compiler vectorises this inner loop.
     */
    @Override
    public float[] apply(float[] vector) {
        float[] result = bias.clone();
        for (int input = 0; input < vector.length; input++) {
            float factor = vector[input];
            int column = input * outputs;
            for (int output = 0; output < outputs; output++) {
                result[output] += factor * columns[column + output];
            }
        }
        if (activation == Activation.TANH) {
            for (int i = 0; i < result.length; i++) {
                result[i] = (float) Math.tanh(result[i]);
            }
        }
        return result;
    }
}
