package io.semblance.store;

/**
 * How a store answers a search, for people.
 *
 * @param vectors how the nearest vectors are found
 * @param matches how many documents or chunks were taken to match the filter; counted no further
 *     than it takes to choose
 * @param exactBelow with so many matches, or fewer, every vector is compared
 * @param candidates chunks that were ranked before they were grouped and cut to what was asked for
 */
public record SearchPlan(Vectors vectors, long matches, long exactBelow, int candidates) {

    /** How the nearest vectors are found. */
    public enum Vectors {
        /** Every vector that matches is compared. */
        EXACT,
        /** An approximate index is asked. */
        INDEX,
        /** Not at all: the search is by words alone. */
        NONE
    }
}
