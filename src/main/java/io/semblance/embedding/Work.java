package io.semblance.embedding;

import io.semblance.tokenization.InputSequence;

/** One text waiting for its vector, or for those of its tokens. */
final class Work {

    /** A text with fewer tokens takes no less memory, for its vector and all that waits with it. */
    private static final int MIN_SIZE = 64;

    private final Job job;
    private final int index;
    private final InputSequence encoding;
    private final long createdNanos = System.nanoTime();
    private long sequence;
    private boolean taken;

    Work(Job job, int index, InputSequence encoding) {
        this.job = job;
        this.index = index;
        this.encoding = encoding;
    }

    LoadedModel model() {
        return job.model();
    }

    /** Whether a vector is wanted for each token, and not one for the text. */
    boolean tokenwise() {
        return job.tokenwise();
    }

    Job job() {
        return job;
    }

    InputSequence encoding() {
        return encoding;
    }

    /** Tokens, special tokens included. */
    int length() {
        return encoding.length();
    }

    /** What it takes of the queue's room: its tokens, and no less than {@value #MIN_SIZE}. */
    int size() {
        return Math.max(MIN_SIZE, length());
    }

    /** Place in the order of arrival, from 1; guarded by the queue's lock. */
    long sequence() {
        return sequence;
    }

    void arrive(long sequence) {
        this.sequence = sequence;
    }

    /** Whether a batch already has it; guarded by the queue's lock. */
    boolean isTaken() {
        return taken;
    }

    /** Whether it is in the queue; guarded by the queue's lock. */
    boolean isWaiting() {
        return sequence > 0 && !taken;
    }

    void take() {
        taken = true;
    }

    /** How long it has waited at that time. */
    long waitedNanos(long nowNanos) {
        return nowNanos - createdNanos;
    }

    void complete(float[] vector, long startNanos, long inferenceNanos) {
        job.complete(index, vector, waitedNanos(startNanos), inferenceNanos);
    }

    void fail(EmbeddingException cause) {
        job.fail(cause);
    }
}
