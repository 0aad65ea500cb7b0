package io.semblance.store.pgvector;

import io.semblance.store.Hit;

import java.util.List;

/**
 * The rows of a search's statement.
 *
 * @param matches number of matches, as far as they were counted
 * @param byGraph whether the graph was used
 * @param compared whether all vectors that match the filter were compared
 * @param vectors the candidates by vector; zero if the search has no vector
 * @param texts the candidates by words; zero if the search has no text
 * @param wordsLeftOut number of common words that were not used to find chunks
 */
record SearchRows(
        List<Hit> hits,
        long matches,
        boolean byGraph,
        boolean compared,
        CandidateList vectors,
        CandidateList texts,
        long wordsLeftOut) {

    /**
     * The sizes of a candidate list before it was cut to the page.
     *
     * @param chunks number of chunks
     * @param entries number of documents or chunks, depending on the grouping
     */
    record CandidateList(int chunks, int entries) {

        static final CandidateList NONE = new CandidateList(0, 0);
    }
}
