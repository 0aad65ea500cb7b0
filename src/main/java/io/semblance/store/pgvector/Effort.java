package io.semblance.store.pgvector;

/**
 * How hard a search looks.
 *
 * @param vectorChunks chunks by vector that are ranked before they are grouped
 * @param textChunks chunks by words that are ranked before they are grouped
 * @param exact whether every vector is compared
 * @param allWords whether chunks are found by common words too
 */
record Effort(int vectorChunks, int textChunks, boolean exact, boolean allWords) {

    Effort withVectorChunks(int chunks) {
        return new Effort(chunks, textChunks, exact, allWords);
    }

    Effort withTextChunks(int chunks) {
        return new Effort(vectorChunks, chunks, exact, allWords);
    }

    Effort withExact() {
        return new Effort(vectorChunks, textChunks, true, allWords);
    }

    Effort withAllWords() {
        return new Effort(vectorChunks, textChunks, exact, true);
    }

    /** A number that few statements differ by, so that the database keeps their plans. */
    static int rounded(double chunks) {
        int least = (int) Math.min(Math.ceil(chunks), 1 << 29);
        if (least <= 128) {
            return (least + 15) / 16 * 16;
        }
        int power = Integer.highestOneBit(least - 1);
        return least <= power + power / 2 ? power + power / 2 : 2 * power;
    }
}
