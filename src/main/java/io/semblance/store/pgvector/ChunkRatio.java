package io.semblance.store.pgvector;

/**
 * The number of chunks to rank per requested document, as observed by the searches of an index. It
 * affects the cost of a search, never its result. One search changes it only a little, and it never
 * exceeds {@value #MAX}: a search within one long document says nothing about the next search.
 * Thread-safe.
 */
final class ChunkRatio {

    private static final double MAX = 16;

    /**
     * The largest factor by which one search changes the ratio, so that several searches must
     * agree.
     */
    private static final double MAX_STEP = 1.1;

    private volatile double value = 1;

    double value() {
        return value;
    }

    /** Records a search. If two searches end at the same time, one of them may not be counted. */
    void observe(double chunksPerDocument) {
        double old = value;
        double near = Math.clamp(chunksPerDocument, old / MAX_STEP, old * MAX_STEP);
        value = Math.clamp(near, 1, MAX);
    }
}
