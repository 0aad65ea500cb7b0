package io.semblance.search;

import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.filter.Filter;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;

/**
 * A search of a collection, before any check.
 *
 * @param query text; null if there is a vector and the mode is vector
 * @param vector used instead of the embedding of the query; null to embed the query
 * @param mode null for hybrid, or vector where there is no query text
 * @param filter on metadata; null for none
 * @param fusion null for the default
 * @param rerank null for no reranking
 * @param scoreThreshold results with a lower score are left out; null for no threshold
 * @param exact true to compare the query with every chunk that matches the filter, instead of using
 *     the approximate index
 * @param explain whether the result explains how it was found
 */
public record SearchQuery(
        String collection,
        @Nullable String query,
        @Nullable Embedding vector,
        @Nullable Mode mode,
        int limit,
        int offset,
        @Nullable Filter filter,
        @Nullable FusionSettings fusion,
        @Nullable RerankSettings rerank,
        @Nullable Double scoreThreshold,
        Grouping grouping,
        boolean includeText,
        boolean includeMetadata,
        boolean exact,
        boolean explain) {

    /** What a search compares. */
    public enum Mode {
        /** Vectors and words; the two result lists are fused. */
        HYBRID,
        /** Vectors only. */
        VECTOR,
        /** Words only. */
        LEXICAL
    }

    /**
     * Reciprocal rank fusion.
     *
     * @param k the constant of the formula: a larger one gives the top ranks less weight; at least
     *     1; 10 if null
     * @param candidates number of hits of each list that are fused; 100 if null
     */
    public record FusionSettings(@Nullable Integer k, @Nullable Integer candidates) {}

    /**
     * Reranking by a cross-encoder.
     *
     * @param candidates number of hits that are reranked; 50 if null
     */
    public record RerankSettings(@Nullable Integer candidates) {}
}
