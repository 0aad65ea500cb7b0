package io.semblance.ingest;

/**
 * Chooses where a chunk ends by the content of the sentences, so that a change of a text moves only
 * the nearest boundaries (content-defined chunking, as in Muthitacharoen et al., 2001: A
 * Low-bandwidth Network File System). If each chunk took as many sentences as it has room for, one
 * inserted sentence would move all later boundaries, and every later chunk would have to be
 * embedded again.
 *
 * <p>Of the sentences in the last part of a chunk, it ends with the one whose hash is the smallest.
 * Two versions of a text choose the same end as soon as both have it in that part.
 */
final class ContentBoundary {

    /**
     * A chunk that does not reach the end of the text has at least this part of its room: a smaller
     * part finds the old boundaries sooner, but makes more and shorter chunks.
     */
    private static final double LEAST_FILLED = 2.0 / 3;

    private ContentBoundary() {}

    /**
     * The index of the sentence after the end of a chunk.
     *
     * @param first index of the chunk's first sentence
     * @param next index of the first sentence that does not fit; the result is not after it
     * @param room tokens that fit into the chunk
     */
    static int find(String text, SentenceSplitter sentences, int first, int next, int room) {
        int tokens = 0;
        int end = next;
        long smallest = Long.MAX_VALUE;
        for (int i = first; i < next; i++) {
            tokens += sentences.tokens(i);
            if (tokens >= LEAST_FILLED * room) {
                long hash = hash(sentences.span(i).of(text));
                // Of equal sentences the last one, so that repeated text fills its chunks.
                if (hash <= smallest) {
                    smallest = hash;
                    end = i + 1;
                }
            }
        }
        return end;
    }

    /** A hash whose order has nothing to do with the text: the finalizer of MurmurHash3. */
    private static long hash(String sentence) {
        long hash = sentence.hashCode();
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
