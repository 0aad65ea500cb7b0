package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.semblance.search.SearchResult;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * The answer to a search.
 *
 * @param results best first
 * @param tookMs the whole request, in milliseconds
 * @param warnings what the caller should know about this answer
 * @param explain how it was found; left out if not asked for
 */
record SearchAnswer(
        List<Result> results,
        long tookMs,
        Timings timings,
        List<String> warnings,
        @JsonInclude(JsonInclude.Include.NON_NULL) SearchResult.@Nullable Explanation explain) {

    /**
     * One result.
     *
     * @param chunk number of the document's chunk that matched best
     * @param start offset of that chunk in the document's text, in UTF-16 code units
     * @param end offset after it
     * @param explain what the reranker made of it; left out if not asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            String id,
            int chunk,
            int start,
            int end,
            double score,
            @Nullable String title,
            @Nullable String text,
            @Nullable Map<String, @Nullable Object> metadata,
            SearchResult.@Nullable Reranked explain) {

        static Result of(SearchResult.Hit hit) {
            return new Result(
                    hit.id(),
                    hit.chunk(),
                    hit.start(),
                    hit.end(),
                    hit.score(),
                    hit.title(),
                    hit.text(),
                    hit.metadata(),
                    hit.reranked());
        }
    }

    /**
     * Where the time went, in milliseconds.
     *
     * @param rerankMs left out if nothing was reranked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Timings(long embedMs, long searchMs, @Nullable Long rerankMs) {}

    static SearchAnswer of(SearchResult result, long tookMs) {
        return new SearchAnswer(
                result.hits().stream().map(Result::of).toList(),
                tookMs,
                new Timings(
                        result.embedding().toMillis(),
                        result.retrieval().toMillis(),
                        result.reranking() == null ? null : result.reranking().toMillis()),
                result.warnings(),
                result.explanation());
    }
}
