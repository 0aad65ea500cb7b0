package io.semblance.ingest;

/**
 * Chooses where a chunk ends: where its tokens are used up, but rather between blocks than within
 * one. A heading begins a new chunk if the chunk is at least a third full; a paragraph, a list item
 * or a row of a table if it is at least three quarters full and the next sentence does not fit.
 */
final class ChunkEnd {

    private ChunkEnd() {}

    /**
     * The index after the last sentence of the chunk.
     *
     * @param first index of its first sentence
     * @param room its tokens
     */
    static int of(SentenceSplitter sentences, int first, int room) {
        int tokens = 0;
        int next = first;
        int block = first;
        while (sentences.has(next) && tokens + sentences.tokens(next) <= room) {
            Boundary boundary = next == first ? Boundary.SENTENCE : sentences.boundary(next);
            if (boundary == Boundary.HEADING && 3 * tokens >= room) {
                return withoutHeading(sentences, first, next);
            }
            if (boundary != Boundary.SENTENCE && 4 * tokens >= 3 * room) {
                block = better(sentences, first, block, next);
            }
            tokens += sentences.tokens(next);
            next++;
        }
        if (!sentences.has(next) || next == first) {
            return next;
        }
        boolean within = sentences.boundary(next) == Boundary.SENTENCE;
        return withoutHeading(sentences, first, within && block > first ? block : next);
    }

    /** The later of two ends, unless the earlier one is between larger blocks. */
    private static int better(SentenceSplitter sentences, int first, int earlier, int later) {
        boolean keep =
                earlier > first
                        && sentences.boundary(earlier).compareTo(sentences.boundary(later)) > 0;
        return keep ? earlier : later;
    }

    /** Leaves a heading at the end to the next chunk, which has what it is the heading of. */
    private static int withoutHeading(SentenceSplitter sentences, int first, int next) {
        int end = next;
        while (end - 1 > first && sentences.boundary(end - 1) == Boundary.HEADING) {
            end--;
        }
        return end;
    }
}
