package io.semblance.embedding.queue;

import io.semblance.embedding.EmbedRequest.Priority;

/**
 * The lanes that are busy, and the cores that they use. A batch gets all cores if nothing else runs
 * or waits; as load grows, batches share them, until each runs with the threads of one lane, which
 * gives the best throughput. Not thread-safe: the queue's lock guards it.
 */
final class CoreBudget {

    private final int lanes;
    private final int threadsPerLane;
    private int batches;
    private int threads;
    private int busyLanes;
    private int lanesWithoutQueries;

    /**
     * Creates the budget of idle lanes.
     *
     * @param lanes the number of lanes that take batches of all classes
     * @param threadsPerLane threads of a run while all lanes are busy
     */
    CoreBudget(int lanes, int threadsPerLane) {
        this.lanes = lanes;
        this.threadsPerLane = threadsPerLane;
    }

    /** Returns the number of lanes that take batches of all classes. */
    int lanes() {
        return lanes;
    }

    /** Returns the number of lanes to which this number of threads corresponds. */
    double lanes(int count) {
        return (double) count / threadsPerLane;
    }

    /**
     * Returns whether the lane for queries may take a batch: all other lanes are busy, and not all
     * with queries. If they run queries, one of them is free soon, and an additional thread would
     * only take time from them.
     */
    boolean isQueryLaneNeeded() {
        return busyLanes == lanes && lanesWithoutQueries > 0;
    }

    /**
     * Returns the maximum number of threads for the next batch.
     *
     * @param waiting the number of batches that wait behind it
     */
    int maxThreads(long waiting) {
        int cores = lanes * threadsPerLane;
        long soon = Math.clamp(waiting, 0, Math.max(0, lanes - busyLanes - 1));
        int share = cores / (int) (batches + 1 + soon);
        return Math.max(threadsPerLane, Math.min(share, cores - threads));
    }

    /**
     * Counts a batch that starts.
     *
     * @param priority its class
     * @param count its threads
     * @param queryLane whether the lane for queries runs it
     */
    void start(Priority priority, int count, boolean queryLane) {
        change(1, priority, count, queryLane);
    }

    /** Counts a batch that ends, with the same arguments as when it started. */
    void end(Priority priority, int count, boolean queryLane) {
        change(-1, priority, count, queryLane);
    }

    private void change(int sign, Priority priority, int count, boolean queryLane) {
        batches += sign;
        threads += sign * count;
        if (!queryLane) {
            busyLanes += sign;
            lanesWithoutQueries += priority == Priority.QUERY ? 0 : sign;
        }
    }
}
