package io.semblance.store.pgvector;

/**
 * How many candidates a search ranks, and how it finds them.
 *
 * @param vectorChunks chunks that are ranked by vector before grouping
 * @param textChunks chunks that are ranked by words before grouping
 * @param exact whether every vector that matches the filter is compared
 * @param graphChunks chunks that the graph returned before every vector was compared: they stay in
 *     front of the others; 0 if the graph was not used
 * @param words the words that chunks are found by
 */
record CandidateBudget(
        int vectorChunks, int textChunks, boolean exact, int graphChunks, Words words) {

    /** The words of a query that a chunk must share to be found; it is scored by all words. */
    enum Words {
        /** The rare words. */
        RARE,
        /** All words. */
        ALL,
        /** All words; chunks with a rare word come before the others. */
        RARE_FIRST
    }

    /** The budget of the first attempt. */
    static CandidateBudget first(int vectorChunks, int textChunks, boolean exact) {
        return new CandidateBudget(
                vectorChunks, textChunks, exact, 0, exact ? Words.ALL : Words.RARE);
    }

    CandidateBudget withVectorChunks(int chunks) {
        return new CandidateBudget(chunks, textChunks, exact, graphChunks, words);
    }

    CandidateBudget withTextChunks(int chunks) {
        return new CandidateBudget(vectorChunks, chunks, exact, graphChunks, words);
    }

    CandidateBudget withExactAfter(int chunks) {
        return new CandidateBudget(vectorChunks, textChunks, true, chunks, words);
    }

    CandidateBudget withWords(Words more) {
        return new CandidateBudget(vectorChunks, textChunks, exact, graphChunks, more);
    }
}
