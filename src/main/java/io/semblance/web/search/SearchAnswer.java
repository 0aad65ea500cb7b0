package io.semblance.web.search;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.semblance.search.SearchResult;
import io.semblance.store.ChunkSource;
import io.semblance.store.Hit;
import io.semblance.store.SearchPlan;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The response to a search.
 *
 * @param results best first
 * @param tookMs duration of the whole request, in milliseconds
 * @param warnings warnings about this response
 * @param explain how the results were found; omitted unless requested
 */
record SearchAnswer(
        List<Result> results,
        long tookMs,
        Timings timings,
        List<String> warnings,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Explanation explain) {

    /**
     * One result.
     *
     * @param chunk number of the document's best matching chunk
     * @param start offset of the chunk in the document's text, in UTF-16 code units
     * @param end end offset of the chunk, exclusive
     * @param source where the chunk begins in the file that the document was imported from: {@code
     *     page}, {@code section}, {@code sheet}, {@code row}, each omitted if it does not apply;
     *     omitted for a document that is not from a file
     * @param explain rank and score before reranking, and the reranker's logit; omitted unless
     *     requested
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
            @Nullable ChunkSource source,
            SearchResult.@Nullable RerankDetail explain) {

        static Result of(SearchResult.RankedHit ranked) {
            Hit hit = ranked.hit();
            return new Result(
                    hit.id(),
                    hit.chunk(),
                    hit.start(),
                    hit.end(),
                    hit.score(),
                    hit.title(),
                    hit.text(),
                    hit.metadata(),
                    hit.source(),
                    ranked.rerank());
        }
    }

    /**
     * Durations of the steps, in milliseconds.
     *
     * @param rerankMs omitted if nothing was reranked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Timings(long embedMs, long searchMs, @Nullable Long rerankMs) {}

    /**
     * How the results were found.
     *
     * @param vectors {@code exact} if every vector that matches was compared, {@code index} if the
     *     approximate index was used, {@code none} if the search was by words only
     * @param matches number of documents or chunks that match the filter; counted only as far as
     *     needed to choose between exact and index
     * @param exactBelow with this number of matches or fewer, every vector is compared
     * @param candidates chunks that were ranked before grouping and paging
     */
    record Explanation(String vectors, long matches, long exactBelow, int candidates) {

        static Explanation of(SearchPlan plan) {
            return new Explanation(
                    plan.vectors().name().toLowerCase(Locale.ROOT),
                    plan.matches(),
                    plan.exactBelow(),
                    plan.candidates());
        }
    }

    static SearchAnswer of(SearchResult result, long tookMs) {
        return new SearchAnswer(
                result.hits().stream().map(Result::of).toList(),
                tookMs,
                new Timings(
                        result.embedding().toMillis(),
                        result.retrieval().toMillis(),
                        result.reranking() == null ? null : result.reranking().toMillis()),
                result.warnings(),
                result.plan() == null ? null : Explanation.of(result.plan()));
    }
}
