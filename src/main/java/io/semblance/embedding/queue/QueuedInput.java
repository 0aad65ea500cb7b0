package io.semblance.embedding.queue;

import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.BatchModel;

/** One input of a request, waiting for a lane to run it. */
final class QueuedInput {

    /**
     * Minimum room in the queue: even a short input takes memory for its objects and its vector.
     */
    private static final int MIN_SIZE = 64;

    private final PendingRequest request;
    private final int index;
    private final Batch.Row row;
    private final long createdNanos = System.nanoTime();
    private long sequence;
    private boolean taken;

    QueuedInput(PendingRequest request, int index, Batch.Row row) {
        this.request = request;
        this.index = index;
        this.row = row;
    }

    BatchModel model() {
        return request.model();
    }

    PendingRequest request() {
        return request;
    }

    Batch.Row row() {
        return row;
    }

    /** Returns its number of tokens, special tokens included. */
    int length() {
        return row.length();
    }

    /** Returns the room that it takes in the queue: its tokens, but at least {@value #MIN_SIZE}. */
    int size() {
        return Math.max(MIN_SIZE, length());
    }

    /** Returns its place in the order of arrival, from 1. Guarded by the queue's lock. */
    long sequence() {
        return sequence;
    }

    void arrive(long sequence) {
        this.sequence = sequence;
    }

    /** Returns whether it is in the queue. Guarded by the queue's lock. */
    boolean isWaiting() {
        return sequence > 0 && !taken;
    }

    /** Marks that it leaves the queue. Guarded by the queue's lock. */
    void take() {
        taken = true;
    }

    /** Returns how long it had waited at this time. */
    long waitedNanos(long nowNanos) {
        return nowNanos - createdNanos;
    }

    void complete(float[] output, long startNanos, long inferenceNanos) {
        request.complete(index, output, waitedNanos(startNanos), inferenceNanos);
    }

    void fail(RuntimeException cause) {
        request.fail(cause);
    }
}
