package io.semblance.store;

import io.semblance.store.filter.Filter;
import io.semblance.value.Deadline;

import org.jspecify.annotations.Nullable;

/**
 * A search of one index.
 *
 * <p>A request without its {@code offset} and {@code limit} defines one order of all documents (or
 * chunks) that it can find, and a page is a part of that order. So while nothing is written and no
 * index is built, pages of any size contain each hit once, up to {@value #MAX_WINDOW}. Hits are
 * ordered by score, equal scores by document id (by code point), then chunk number, with two
 * exceptions:
 *
 * <ul>
 *   <li>An approximate index is searched in steps, for example 100, 200, 400 chunks, and the hits
 *       that a step adds follow those of the steps before it, even if they have higher scores.
 *   <li>A store may place the chunks that contain a rare word of the text before those that only
 *       contain common words.
 * </ul>
 *
 * <p>{@link Fusion} says how the order of a hybrid search continues after its candidates.
 *
 * @param retrieval how chunks are ranked
 * @param offset number of hits to skip, at least 0
 * @param limit maximum number of hits, at least 1; {@code offset + limit} at most {@value
 *     #MAX_WINDOW}
 * @param filter on metadata; null for none
 * @param exact true to score every chunk that matches instead of using the approximate index
 * @param grouping whether a document may occur with several chunks
 * @param withText whether hits have title and text
 * @param withMetadata whether hits have metadata
 * @param deadline time by which the search must end; {@link Deadline#NONE} for only the store's own
 *     limit
 */
public record SearchRequest(
        Retrieval retrieval,
        int offset,
        int limit,
        @Nullable Filter filter,
        boolean exact,
        Grouping grouping,
        boolean withText,
        boolean withMetadata,
        Deadline deadline) {

    /** The largest {@code offset + limit}. */
    public static final int MAX_WINDOW = 10_000;

    /** Checks the bounds. */
    public SearchRequest {
        if (offset < 0 || limit < 1 || offset > MAX_WINDOW - limit) {
            throw new IllegalArgumentException(
                    "offset must be at least 0, limit at least 1 and their sum at most %d, got: %d and %d"
                            .formatted(MAX_WINDOW, offset, limit));
        }
    }

    /** Creates a request without a deadline; the store's own limit applies. */
    public SearchRequest(
            Retrieval retrieval,
            int offset,
            int limit,
            @Nullable Filter filter,
            boolean exact,
            Grouping grouping,
            boolean withText,
            boolean withMetadata) {
        this(
                retrieval,
                offset,
                limit,
                filter,
                exact,
                grouping,
                withText,
                withMetadata,
                Deadline.NONE);
    }

    /** This request with a deadline. */
    public SearchRequest before(Deadline deadline) {
        return new SearchRequest(
                retrieval,
                offset,
                limit,
                filter,
                exact,
                grouping,
                withText,
                withMetadata,
                deadline);
    }

    /** The number of hits up to the end of the page: {@code offset + limit}. */
    public int window() {
        return offset + limit;
    }

    /** What a hit represents. */
    public enum Grouping {
        /** A document, by its best chunk. */
        DOCUMENT,
        /** A chunk. */
        CHUNK
    }
}
