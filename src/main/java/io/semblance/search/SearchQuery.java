package io.semblance.search;

import io.semblance.vector.Embedding;

import org.jspecify.annotations.Nullable;

/**
 * What is looked for in a collection; nothing is checked yet.
 *
 * @param query text; may be missing if there is a vector and nothing lexical is asked for
 * @param vector stands for the query's own embedding; null to embed the query
 * @param mode null for hybrid, or vector where there is no query text
 * @param filter on metadata, in either spelling; null for none
 * @param fusion null for the default
 * @param rerank null to leave the order as it was found
 * @param scoreThreshold results that score less are left out; null for none
 * @param exact true to compare with every chunk that matches instead of asking the index
 * @param explain whether the answer is to say how it was found
 */
public record SearchQuery(
        String collection,
        @Nullable String query,
        @Nullable Embedding vector,
        @Nullable Mode mode,
        int limit,
        int offset,
        @Nullable Object filter,
        @Nullable FusionSettings fusion,
        @Nullable RerankSettings rerank,
        @Nullable Double scoreThreshold,
        GroupBy groupBy,
        boolean includeText,
        boolean includeMetadata,
        boolean exact,
        boolean explain) {

    /** How it is looked for. */
    public enum Mode {
        /** By meaning and by words, the two lists fused. */
        HYBRID,
        /** By meaning. */
        VECTOR,
        /** By words. */
        LEXICAL
    }

    /** What a result stands for. */
    public enum GroupBy {
        /** A document, by its best chunk. */
        DOCUMENT,
        /** A chunk. */
        CHUNK
    }

    /**
     * Reciprocal rank fusion.
     *
     * @param k what damps the top ranks, at least 1; 10 if null
     * @param candidates hits of each list that are fused; 100 if null
     */
    public record FusionSettings(@Nullable Integer k, @Nullable Integer candidates) {}

    /**
     * Reranking by a cross-encoder.
     *
     * @param candidates how many of those found are scored again; 50 if null
     */
    public record RerankSettings(@Nullable Integer candidates) {}
}
