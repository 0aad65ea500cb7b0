package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.tokenization.InputSequence;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The texts of one request on their way through the queue. The caller waits; lanes fill in the
 * vectors; the first failure ends it all, as does a caller who does not wait any more, or a turn
 * that does not come.
 */
final class Job {

    /**
     * How often a waiting caller is looked after: soon in terms of a queue of seconds, seldom in
     * terms of the system call that each look may be.
     */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final LoadedModel model;
    private final Priority priority;
    private final List<? extends InputSequence> encodings;
    private final Caller caller;
    private final @Nullable Deadline turn;
    private final boolean tokenwise;
    private final float[][] vectors;
    private final CountDownLatch pending;
    private volatile @Nullable EmbeddingException failure;
    private volatile boolean begun;
    private long queuedNanos;
    private long inferenceNanos;

    Job(
            LoadedModel model,
            Priority priority,
            List<? extends InputSequence> encodings,
            Caller caller) {
        this(model, priority, encodings, caller, null, false);
    }

    /**
     * @param turn by when the first of its texts must be run; null if it waits as long as it takes
     * @param tokenwise whether a vector is wanted for each token, and not one for the text
     */
    Job(
            LoadedModel model,
            Priority priority,
            List<? extends InputSequence> encodings,
            Caller caller,
            @Nullable Deadline turn,
            boolean tokenwise) {
        this.model = model;
        this.tokenwise = tokenwise;
        this.priority = priority;
        this.encodings = encodings;
        this.caller = caller;
        this.turn = turn;
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

    LoadedModel model() {
        return model;
    }

    Priority priority() {
        return priority;
    }

    boolean tokenwise() {
        return tokenwise;
    }

    Caller caller() {
        return caller;
    }

    /** True when nobody needs the rest any more. */
    boolean isOver() {
        return failure != null || caller.isLate() || hasMissedItsTurn();
    }

    /** A text of it is about to be run. */
    void begin() {
        begun = true;
    }

    private boolean hasMissedItsTurn() {
        return turn != null && !begun && turn.isPassed();
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
     * What the model yields for each text, as {@link LoadedModel#run} says, once all are there.
     *
     * @throws EmbeddingException if a text could not be embedded, or nobody waits for it any more
     */
    float[][] await() {
        try {
            while (!pending.await(patienceNanos(), TimeUnit.NANOSECONDS)) {
                caller.requireWaiting();
                if (turn != null && hasMissedItsTurn()) {
                    throw QueueFullException.afterWait(turn.allowed());
                }
            }
        } catch (InterruptedException e) {
            fail(CallerGoneException.interrupted());
            Thread.currentThread().interrupt();
        } catch (EmbeddingException e) {
            fail(e);
        }
        EmbeddingException cause = failure;
        if (cause != null) {
            throw cause;
        }
        return vectors;
    }

    /** Until the deadline, and no longer than until the caller is looked after. */
    private long patienceNanos() {
        Deadline deadline = caller.deadline();
        return deadline == null ? LOOK_NANOS : Math.min(LOOK_NANOS, deadline.remaining().toNanos());
    }

    synchronized long queuedNanos() {
        return queuedNanos;
    }

    synchronized long inferenceNanos() {
        return inferenceNanos;
    }
}
