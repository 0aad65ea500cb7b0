package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A collection's definition as requests spell it; null means the default.
 *
 * @param model id of a model; the service's default model
 * @param language for words and sentences: {@code english}
 * @param metric {@code cosine}, {@code dot} or {@code euclidean}: {@code cosine}
 * @param maxTokens of a chunk: 256, or what the model reads if that is less
 * @param overlap of two chunks in tokens: 32, or an eighth of a smaller chunk
 * @param storage {@code vector}, {@code halfvec} or {@code bit}: {@code halfvec}, or what the store
 *     has that is no less precise
 * @param m neighbours of a node in the graph: 16
 * @param efConstruction candidates when the graph is built: 200
 */
public record CollectionSettings(
        @Nullable String model,
        @Nullable String language,
        @Nullable String metric,
        @Nullable Integer maxTokens,
        @Nullable Integer overlap,
        @Nullable String storage,
        @Nullable Integer m,
        @Nullable Integer efConstruction) {

    /** All defaults. */
    public static final CollectionSettings DEFAULTS =
            new CollectionSettings(null, null, null, null, null, null, null, null);
}
