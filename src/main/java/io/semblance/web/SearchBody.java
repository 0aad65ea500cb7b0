package io.semblance.web;

import io.semblance.vector.Embedding;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.List;

/**
 * The body of a search. The last two fields belong to the contract and are not there yet: they may
 * say that nothing is asked for, and are refused by name otherwise.
 *
 * @param collection for {@code POST /search}: {@code default} if null
 * @param mode {@code hybrid}, {@code vector} or {@code lexical}
 * @param groupBy {@code document} or {@code chunk}: {@code document}
 * @param explain whether the answer is to say how it was found
 * @param scoreThreshold results that score less are left out
 * @param include any of {@code text} and {@code metadata}: both
 */
record SearchBody(
        @Nullable String collection,
        @Nullable String query,
        @JsonDeserialize(using = VectorReader.class) @Nullable Embedding vector,
        @Schema(allowableValues = {"hybrid", "vector", "lexical"}) @Nullable String mode,
        @Schema(minimum = "1", maximum = "10000", defaultValue = "10") @Nullable Integer limit,
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
                @JsonDeserialize(using = BoundedLists.Names.class)
                @Nullable List<@Nullable String> include,
        @Schema(defaultValue = "false") @Nullable Boolean exact,
        @Schema(defaultValue = "false") @Nullable Boolean explain,
        @Nullable Double scoreThreshold,
        @Nullable Rerank rerank,
        @JsonDeserialize(using = BoundedLists.Names.class) @Nullable List<@Nullable String> facets,
        @Nullable Boolean highlight) {

    /** Fusion of the two lists of a hybrid search. */
    record Hybrid(
            @Schema(allowableValues = "rrf", defaultValue = "rrf") @Nullable String fusion,
            @Schema(minimum = "1", maximum = "1000000", defaultValue = "10") @Nullable Integer rrfK,
            @Schema(minimum = "1", maximum = "10000", defaultValue = "100")
                    @Nullable Integer candidates) {}

    /** Scoring of the first so many hits by the reranker. */
    record Rerank(
            @Schema(minimum = "1", maximum = "10000", defaultValue = "50")
                    @Nullable Integer candidates) {}

    /** Refuses what is asked for and not there yet. */
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
