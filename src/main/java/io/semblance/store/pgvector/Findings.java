package io.semblance.store.pgvector;

import io.semblance.store.Hit;

import java.util.List;

/**
 * What a search's statement found.
 *
 * @param matches how many matched, as far as they were counted
 * @param byGraph whether the graph was asked
 * @param compared whether the vectors that match were compared one by one
 * @param vectors the half by vector; all zero if there is none
 * @param texts the half by words; all zero if there is none
 * @param wordsLeftOut common words by which no chunk was looked for
 */
record Findings(
        List<Hit> hits,
        long matches,
        boolean byGraph,
        boolean compared,
        Half vectors,
        Half texts,
        long wordsLeftOut) {

    /**
     * A half's list before it was cut.
     *
     * @param chunks in it
     * @param entries documents or chunks, whatever hits are
     */
    record Half(int chunks, int entries) {

        static final Half NONE = new Half(0, 0);
    }
}
