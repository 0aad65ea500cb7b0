package io.semblance.embedding.pooling;

import org.jspecify.annotations.Nullable;

/** A layer of a model that is applied to the pooled vector of a text. Thread-safe. */
public sealed interface PooledLayer permits DenseLayer, LayerNormLayer, UnitLengthLayer {

    /** Applies the layer. The result may be the same array with other values. */
    float[] apply(float[] vector);

    /** The configuration of a layer, before its weights are read. */
    sealed interface Spec permits DenseLayer.Spec, LayerNormLayer.Spec, UnitLengthLayer {

        /**
         * Returns the components of the output.
         *
         * @param input components of the input
         * @throws IllegalArgumentException if the layer does not accept this number
         */
        int dimension(int input);

        /**
         * Returns why the layer cannot be loaded, as far as this is known without its weights; null
         * if there is no reason.
         */
        @Nullable String problem();

        /** Returns a text that changes whenever the layer does. */
        String version();

        /**
         * Loads the layer with its weights.
         *
         * @throws IllegalArgumentException if the weights do not match; the message states what was
         *     found and what was expected
         */
        PooledLayer load();
    }
}
