package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.tokenization.Encoding;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The texts of one request on their way through the queue. The caller waits; lanes fill in the
 * vectors; the first failure ends it all.
 */
final class Job {

    private final OnnxModel model;
    private final Priority priority;
    private final List<Encoding> encodings;
    private final float[][] vectors;
    private final CountDownLatch pending;
    private volatile @Nullable EmbeddingException failure;
    private long queuedNanos;
    private long inferenceNanos;

    Job(OnnxModel model, Priority priority, List<Encoding> encodings) {
        this.model = model;
        this.priority = priority;
        this.encodings = encodings;
        this.vectors = new float[encodings.size()][];
        this.pending = new CountDownLatch(encodings.size());
    }

    /** One piece of work a text. */
    List<Work> works() {
        List<Work> works = new ArrayList<>(encodings.size());
        for (int i = 0; i < encodings.size(); i++) {
            works.add(new Work(this, i, encodings.get(i)));
        }
        return works;
    }

    OnnxModel model() {
        return model;
    }

    Priority priority() {
        return priority;
    }

    /** True when nobody needs the rest any more. */
    boolean isOver() {
        return failure != null;
    }

    void complete(int index, float[] vector, long queuedNanos, long inferenceNanos) {
        synchronized (this) {
            this.queuedNanos = Math.max(this.queuedNanos, queuedNanos);
            this.inferenceNanos = Math.max(this.inferenceNanos, inferenceNanos);
        }
        vectors[index] = vector;
        pending.countDown();
    }

    void fail(EmbeddingException cause) {
        synchronized (this) {
            if (failure == null) {
                failure = cause;
            }
        }
        while (pending.getCount() > 0) {
            pending.countDown();
        }
    }

    /**
     * The pooled vectors {@code [texts][dimension]}, not normalised, once all are there.
     *
     * @throws EmbeddingException if a text could not be embedded
     */
    float[][] await() {
        try {
            pending.await();
        } catch (InterruptedException e) {
            fail(new EngineClosedException());
            Thread.currentThread().interrupt();
        }
        EmbeddingException cause = failure;
        if (cause != null) {
            throw cause;
        }
        return vectors;
    }

    synchronized long queuedNanos() {
        return queuedNanos;
    }

    synchronized long inferenceNanos() {
        return inferenceNanos;
    }
}
