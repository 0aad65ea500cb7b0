package io.semblance.web.search;

import io.semblance.value.Embedding;
import io.semblance.web.error.ApiException;
import io.semblance.web.json.JsonValueReader;
import io.semblance.web.json.VectorReader;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.List;

/**
 * The body of a search.
 *
 * @param collection name of the collection, for {@code POST /search}; {@code default} if null
 * @param vector vector to search with, instead of the embedding of the query
 * @param mode {@code hybrid}, {@code vector} or {@code lexical}; if null, {@code vector} for a
 *     vector without a query, else {@code hybrid}
 * @param limit maximum number of results
 * @param offset number of results to skip; together with {@code limit} at most 10,000
 * @param hybrid settings of a hybrid search
 * @param groupBy what a result is: a {@code document}, represented by its best chunk, or a {@code
 *     chunk}
 * @param include which of {@code text} and {@code metadata} the results have
 * @param exact whether every matching chunk is compared, instead of using the approximate index
 * @param explain whether the response explains how the results were found
 * @param scoreThreshold minimum score of a result
 * @param rerank reranking of the top results; none if null
 */
record SearchBody(
        @Schema(ref = "CollectionName") @Nullable String collection,
        @Schema(ref = "QueryText") @Nullable String query,
        @Schema(ref = "QueryVector") @JsonDeserialize(using = VectorReader.class)
                @Nullable Embedding vector,
        @Schema(allowableValues = {"hybrid", "vector", "lexical"}) @Nullable String mode,
        @Schema(minimum = "1", maximum = "1000", defaultValue = "10") @Nullable Integer limit,
        @Schema(minimum = "0", maximum = "9999", defaultValue = "0") @Nullable Integer offset,
        @Schema(ref = "Filter") @JsonDeserialize(using = JsonValueReader.class)
                @Nullable Object filter,
        @Nullable Hybrid hybrid,
        @Schema(
                        allowableValues = {"document", "chunk"},
                        defaultValue = "document")
                @Nullable String groupBy,
        @Schema(
                        allowableValues = {"text", "metadata"},
                        defaultValue = "['text', 'metadata']")
                @JsonDeserialize(using = NameListReader.class)
                @Nullable List<@Nullable String> include,
        @Schema(defaultValue = "false") @Nullable Boolean exact,
        @Schema(defaultValue = "false") @Nullable Boolean explain,
        @Nullable Double scoreThreshold,
        @Nullable Rerank rerank,
        @Schema(hidden = true) @JsonDeserialize(using = NameListReader.class)
                @Nullable List<@Nullable String> facets,
        @Schema(hidden = true) @Nullable Boolean highlight) {

    /**
     * Fusion of the vector and lexical results of a hybrid search.
     *
     * @param fusion reciprocal rank fusion (RRF)
     * @param rrfK constant of RRF: a larger one gives the top ranks less weight
     * @param candidates number of results of each list that are fused
     */
    record Hybrid(
            @Schema(allowableValues = "rrf", defaultValue = "rrf") @Nullable String fusion,
            @Schema(minimum = "1", maximum = "1000000", defaultValue = "10") @Nullable Integer rrfK,
            @Schema(minimum = "1", maximum = "10000", defaultValue = "100")
                    @Nullable Integer candidates) {}

    /**
     * Reranking of the top hits.
     *
     * @param candidates number of hits that the reranker scores
     */
    record Rerank(
            @Schema(minimum = "1", maximum = "1000", defaultValue = "50")
                    @Nullable Integer candidates) {}

    /**
     * Rejects {@code facets} and {@code highlight}, which are part of the API but not supported
     * yet, unless they request nothing.
     */
    void requireSupported() {
        refuse("facets", facets != null && !facets.isEmpty());
        refuse("highlight", highlight != null && highlight);
    }

    private static void refuse(String field, boolean asked) {
        if (asked) {
            throw ApiException.unsupported(
                    field, "'%s' is not supported yet; leave it out".formatted(field));
        }
    }
}
