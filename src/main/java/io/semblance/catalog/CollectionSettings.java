package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/**
 * The settings of a new collection as in requests; null means the default.
 *
 * @param model id of a model; by default the service's default model
 * @param language language of words and sentences; by default {@code english}
 * @param metric {@code cosine}, {@code dot} or {@code euclidean}; by default {@code cosine}
 * @param maxTokens maximum number of tokens of a chunk; by default 256, or the model's limit if
 *     that is less
 * @param overlap overlap of two chunks in tokens; by default 32, or an eighth of a smaller chunk
 * @param storage {@code vector}, {@code halfvec} or {@code bit}; by default {@code halfvec}, or the
 *     least precise storage of the store that is at least as precise
 * @param m number of neighbours of a node in the graph; by default 16
 * @param efConstruction number of candidates when a node is added to the graph; by default 200
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

    /** Settings with all defaults. */
    public static final CollectionSettings DEFAULTS =
            new CollectionSettings(null, null, null, null, null, null, null, null);
}
