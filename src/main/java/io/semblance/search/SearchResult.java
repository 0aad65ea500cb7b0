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
 * @param warnings what the caller should know about this answer
 * @param explanation how it was found; null if not asked for
 */
public record SearchResult(
        List<Hit> hits,
        Duration embedding,
        Duration retrieval,
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
     * @param score higher is better; the collection's similarity in vector mode
     * @param title null if there is none or text was not asked for
     * @param text the chunk's; null if not asked for
     * @param metadata the document's; null if not asked for
     */
    public record Hit(
            String id,
            int chunk,
            int start,
            int end,
            double score,
            @Nullable String title,
            @Nullable String text,
            @Nullable Map<String, @Nullable Object> metadata) {}
}
