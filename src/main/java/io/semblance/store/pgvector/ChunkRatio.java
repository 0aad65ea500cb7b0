package io.semblance.store.pgvector;

/**
 * How many chunks to rank for each document that is wanted, as the searches of an index found. It
 * decides what a search costs, never what it finds. One search moves it by little, and all together
 * no further than to {@value #MAX}: a search within one long document says nothing of the next.
 * Thread-safe.
 */
final class ChunkRatio {

    private static final double MAX = 16;

    /** The factor by which one search moves it at most. */
    private static final double MAX_STEP = 1.1;

    private volatile double value = 1;

    double value() {
        return value;
    }

    /** Takes account of a search; of two at the same time perhaps of one. */
    void observe(double chunksPerDocument) {
        double old = value;
        double near = Math.clamp(chunksPerDocument, old / MAX_STEP, old * MAX_STEP);
        value = Math.clamp(near, 1, MAX);
    }
}
