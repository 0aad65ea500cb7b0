package io.semblance.web;

import io.semblance.vector.Embedding;

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
        @Nullable String mode,
        @Nullable Integer limit,
        @Nullable Integer offset,
        @Nullable Object filter,
        @Nullable Hybrid hybrid,
        @Nullable String groupBy,
        @Nullable List<@Nullable String> include,
        @Nullable Boolean exact,
        @Nullable Boolean explain,
        @Nullable Double scoreThreshold,
        @Nullable Rerank rerank,
        @Nullable List<@Nullable String> facets,
        @Nullable Boolean highlight) {

    /** Fusion of the two lists of a hybrid search. */
    record Hybrid(@Nullable String fusion, @Nullable Integer rrfK, @Nullable Integer candidates) {}

    /** Scoring of the first so many hits by the reranker. */
    record Rerank(@Nullable Integer candidates) {}

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
