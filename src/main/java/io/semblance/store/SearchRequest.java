package io.semblance.store;

import io.semblance.store.filter.Filter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A search of one index.
 *
 * <p>A request without its {@code offset} and {@code limit} decides one order of all documents (or
 * chunks) that it can find, and a page is a part of that order. So as long as nothing is written
 * and no index is built, pages of any size have each hit once, up to {@value #MAX_WINDOW}. Hits are
 * ordered by score, equal scores by document id (by code point), then chunk number, with two
 * exceptions:
 *
 * <ul>
 *   <li>An approximate index is asked for more in steps, for example 100, 200, 400 chunks, and what
 *       a step adds follows what the steps before it gave, even where it scores higher.
 *   <li>A store may place the chunks that have a rare word of the text before those that only have
 *       common ones.
 * </ul>
 *
 * <p>{@link Fusion} says how the order of a hybrid search continues after its candidates.
 *
 * @param retrieval what is looked for
 * @param offset hits left out from the top, at least 0
 * @param limit hits wanted, at least 1; {@code offset + limit} at most {@value #MAX_WINDOW}
 * @param filter on metadata; null for none
 * @param exact true to score every chunk that matches instead of asking the approximate index
 * @param grouping whether a document may occur with several chunks
 * @param withText whether hits carry title and text
 * @param withMetadata whether hits carry metadata
 * @param timeout how long the search may take, more than nothing; null for as long as the store
 *     lets it
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
        @Nullable Duration timeout) {

    /** The deepest hit that can be asked for. */
    public static final int MAX_WINDOW = 10_000;

    /** Checks the bounds. */
    public SearchRequest {
        if (offset < 0 || limit < 1 || offset > MAX_WINDOW - limit) {
            throw new IllegalArgumentException(
                    "offset must be at least 0, limit at least 1 and their sum at most %d, got: %d and %d"
                            .formatted(MAX_WINDOW, offset, limit));
        }
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be positive, got: " + timeout);
        }
    }

    /** A search that may take as long as the store lets it. */
    public SearchRequest(
            Retrieval retrieval,
            int offset,
            int limit,
            @Nullable Filter filter,
            boolean exact,
            Grouping grouping,
            boolean withText,
            boolean withMetadata) {
        this(retrieval, offset, limit, filter, exact, grouping, withText, withMetadata, null);
    }

    /** The same search, which may take so long. */
    public SearchRequest within(Duration time) {
        return new SearchRequest(
                retrieval, offset, limit, filter, exact, grouping, withText, withMetadata, time);
    }

    /** How many hits must be known to answer: {@code offset + limit}. */
    public int window() {
        return offset + limit;
    }

    /** What one hit stands for. */
    public enum Grouping {
        /** A document, by its best chunk. */
        DOCUMENT,
        /** A chunk. */
        CHUNK
    }
}
