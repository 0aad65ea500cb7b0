package io.semblance.embedding.model;

import io.semblance.embedding.Pooling;
import io.semblance.embedding.pooling.PooledLayer;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The modules that turn the vectors of a text's tokens into its embedding: those of a
 * sentence-transformers folder that follow the transformer.
 *
 * @param pooling how the tokens' vectors are pooled; null if it is unknown or not supported
 * @param poolingIsConfigured whether pooling comes from a property and not from the model's folder
 * @param poolingProblem why pooling is null, for a message
 * @param layers the layers between pooling and {@code normalize}, in order
 * @param normalize whether an embedding gets unit length at the end; null if this is not set, which
 *     means unit length
 * @param tokenDimension components of a token's vector; null if unknown
 * @param moduleProblem why some modules of the folder are missing in {@code layers}, for a message;
 *     null if none are
 */
public record EmbeddingModules(
        @Nullable Pooling pooling,
        boolean poolingIsConfigured,
        String poolingProblem,
        List<PooledLayer.Spec> layers,
        @Nullable Boolean normalize,
        @Nullable Integer tokenDimension,
        @Nullable String moduleProblem) {

    private static final String NOT_SET = "no pooling is configured";

    /** Copies the layers. */
    public EmbeddingModules {
        layers = List.copyOf(layers);
    }

    /**
     * Creates modules with a configured pooling, if it is not null, and unit length unless {@code
     * normalize} is false.
     */
    public static EmbeddingModules of(
            @Nullable Pooling pooling,
            @Nullable Boolean normalize,
            @Nullable Integer tokenDimension) {
        return new EmbeddingModules(
                pooling, pooling != null, NOT_SET, List.of(), normalize, tokenDimension, null);
    }

    /** Returns these modules with the configured values that are not null. */
    EmbeddingModules with(@Nullable Pooling otherPooling, @Nullable Boolean otherNormalize) {
        return new EmbeddingModules(
                otherPooling != null ? otherPooling : pooling,
                poolingIsConfigured || otherPooling != null,
                poolingProblem,
                layers,
                otherNormalize != null ? otherNormalize : normalize,
                tokenDimension,
                moduleProblem);
    }

    /** Returns whether embeddings get unit length. */
    public boolean normalizes() {
        return normalize == null || normalize;
    }

    /** Returns why embeddings cannot be computed from tokens' vectors; null if they can. */
    public @Nullable String problem() {
        if (pooling == null) {
            return poolingProblem;
        }
        if (moduleProblem != null) {
            return moduleProblem;
        }
        for (PooledLayer.Spec layer : layers) {
            String problem = layer.problem();
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /**
     * Returns the components of an embedding.
     *
     * @param token components of a token's vector
     */
    public int dimension(int token) {
        int dimension = token;
        for (PooledLayer.Spec layer : layers) {
            dimension = layer.dimension(dimension);
        }
        return dimension;
    }
}
