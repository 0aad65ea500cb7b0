package io.semblance.search;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What was found.
 *
 * @param hits best first; fewer than asked for means that there are no more
 * @param embedding time to embed the query; zero if it was not
 * @param retrieval time in the store
 * @param reranking time to score the candidates; null if they were not
 * @param warnings what the caller should know about this answer
 * @param explanation how it was found; null if not asked for
 */
public record SearchResult(
        List<Hit> hits,
        Duration embedding,
        Duration retrieval,
        @Nullable Duration reranking,
        List<String> warnings,
        @Nullable Explanation explanation) {

    /**
     * How an answer was found.
     *
     * @param vectors {@code exact}, {@code index} or {@code none}: whether every vector that
     *     matches was compared, the approximate index was asked, or there was no vector to compare
     * @param matches documents or chunks that were taken to match the filter; counted no further
     *     than it takes to choose
     * @param exactBelow with so many matches, or fewer, every vector is compared
     * @param candidates chunks that were ranked before they were grouped and cut
     */
    public record Explanation(String vectors, long matches, long exactBelow, int candidates) {}

    /**
     * One result.
     *
     * @param id of the document
     * @param chunk number of its chunk that matched best
     * @param start offset of that chunk in the document's text, in UTF-16 code units
     * @param end offset after it
     * @param score higher is better; the collection's similarity in vector mode; where a reranker
     *     was asked, its probability of relevance, 0 to 1, for its candidates and 0 for all others
     * @param title null if there is none or text was not asked for
     * @param text the chunk's; null if not asked for
     * @param metadata the document's; null if not asked for
     * @param reranked how it got its place; null if it was not reranked or that was not asked for
     */
    public record Hit(
            String id,
            int chunk,
            int start,
            int end,
            double score,
            @Nullable String title,
            @Nullable String text,
            @Nullable Map<String, @Nullable Object> metadata,
            @Nullable Reranked reranked) {

        static Hit of(io.semblance.store.Hit hit, double score, @Nullable Reranked reranked) {
            return new Hit(
                    hit.id(),
                    hit.chunk(),
                    hit.start(),
                    hit.end(),
                    score,
                    hit.title(),
                    hit.text(),
                    hit.metadata(),
                    reranked);
        }

        /** A hit that comes after those that were reranked. */
        static Hit notReranked(io.semblance.store.Hit hit, int rank) {
            return of(hit, 0, new Reranked(rank, hit.score(), null));
        }

        /** The same with no more than what was asked for. */
        Hit stripped(boolean withText, boolean withReranked) {
            return new Hit(
                    id,
                    chunk,
                    start,
                    end,
                    score,
                    withText ? title : null,
                    withText ? text : null,
                    metadata,
                    withReranked ? reranked : null);
        }
    }

    /**
     * What the reranker made of a hit.
     *
     * @param retrievalRank its place before any was reranked, from 1
     * @param retrievalScore its score there
     * @param rerankLogit what the reranker yielded, before it was mapped into 0 to 1; null if the
     *     hit comes after the candidates
     */
    public record Reranked(int retrievalRank, double retrievalScore, @Nullable Float rerankLogit) {}
}
