package io.semblance.store;

/**
 * How a store answered a search.
 *
 * @param vectors how the nearest vectors are found
 * @param matches number of documents or chunks that match the filter, as far as it was counted or
 *     estimated to choose between exact and index
 * @param exactBelow with this number of matches or fewer, every vector is compared
 * @param candidates chunks that were ranked before grouping and paging
 */
public record SearchPlan(Vectors vectors, long matches, long exactBelow, int candidates) {

    /** How the nearest vectors are found. */
    public enum Vectors {
        /** Every vector that matches is compared. */
        EXACT,
        /** The approximate index is used. */
        INDEX,
        /** No vectors are compared: the search is by words only. */
        NONE
    }
}
