package io.semblance.store.pgvector;

/**
 * How hard a search looks.
 *
 * @param vectorChunks chunks by vector that are ranked before they are grouped
 * @param textChunks chunks by words that are ranked before they are grouped
 * @param exact whether every vector is compared
 * @param graphChunks chunks that the graph gave before every vector was compared: they stay in
 *     front of the others; 0 if it was not asked
 * @param words by which chunks are found
 */
record Effort(int vectorChunks, int textChunks, boolean exact, int graphChunks, Words words) {

    /** The words of a text by which chunks are found; they are scored by all. */
    enum Words {
        /** By the rare ones. */
        RARE,
        /** By the common ones too. */
        ALL,
        /** By all, those that have a rare one before the others. */
        RARE_FIRST
    }

    /** The effort to begin with. */
    static Effort first(int vectorChunks, int textChunks, boolean exact) {
        return new Effort(vectorChunks, textChunks, exact, 0, exact ? Words.ALL : Words.RARE);
    }

    Effort withVectorChunks(int chunks) {
        return new Effort(chunks, textChunks, exact, graphChunks, words);
    }

    Effort withTextChunks(int chunks) {
        return new Effort(vectorChunks, chunks, exact, graphChunks, words);
    }

    Effort withExactAfter(int chunks) {
        return new Effort(vectorChunks, textChunks, true, chunks, words);
    }

    Effort withWords(Words more) {
        return new Effort(vectorChunks, textChunks, exact, graphChunks, more);
    }
}
