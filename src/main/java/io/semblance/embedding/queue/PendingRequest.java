package io.semblance.embedding.queue;

import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.QueueFullException;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.BatchModel;
import io.semblance.value.AbandonedException;
import io.semblance.value.Caller;
import io.semblance.value.CallerGoneException;
import io.semblance.value.Deadline;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request in the queue. Its caller waits in {@link #await} while lanes run its inputs. The
 * request ends with the first failure, when the caller no longer waits, or when no input has
 * started in time. Thread-safe.
 */
public final class PendingRequest {

    /**
     * Interval at which a waiting caller is polled. It is long, because a poll may be a system
     * call.
     */
    static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final BatchModel model;
    private final Priority priority;
    private final List<Batch.Row> rows;
    private final Caller caller;
    private final Deadline startBy;
    private final float[][] outputs;
    private final CountDownLatch pending;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean started;
    private long queuedNanos;
    private long inferenceNanos;

    /**
     * Creates a request that is not queued yet.
     *
     * @param model the model that runs it
     * @param priority its class in the queue
     * @param rows its inputs
     * @param caller the caller, which is polled while it waits
     * @param startBy deadline for the start of its first input; {@link Deadline#NONE} for no limit
     */
    public PendingRequest(
            BatchModel model,
            Priority priority,
            List<Batch.Row> rows,
            Caller caller,
            Deadline startBy) {
        this.model = model;
        this.priority = priority;
        this.rows = rows;
        this.caller = caller;
        this.startBy = startBy;
        this.outputs = new float[rows.size()][];
        this.pending = new CountDownLatch(rows.size());
    }

    /** Creates an input for each row. */
    List<QueuedInput> inputs() {
        List<QueuedInput> inputs = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            inputs.add(new QueuedInput(this, i, rows.get(i)));
        }
        return inputs;
    }

    BatchModel model() {
        return model;
    }

    Priority priority() {
        return priority;
    }

    Caller caller() {
        return caller;
    }

    /** Returns whether the remaining inputs need not run. */
    boolean isOver() {
        return failure != null || caller.isLate() || missedItsStart();
    }

    /** Marks the request as started: one of its inputs is about to run. */
    void start() {
        started = true;
    }

    private boolean missedItsStart() {
        return !started && startBy.isPassed();
    }

    void complete(int index, float[] output, long queuedNanos, long inferenceNanos) {
        synchronized (this) {
            this.queuedNanos = Math.max(this.queuedNanos, queuedNanos);
            this.inferenceNanos = Math.max(this.inferenceNanos, inferenceNanos);
        }
        outputs[index] = output;
        pending.countDown();
    }

    void fail(RuntimeException cause) {
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
     * Waits until all inputs have run.
     *
     * @return the output for each row, see {@link BatchModel#run}
     * @throws EmbeddingException if an input could not be run
     * @throws AbandonedException if the caller no longer waits
     */
    float[][] await() {
        try {
            while (!pending.await(waitNanos(), TimeUnit.NANOSECONDS)) {
                caller.requireWaiting();
                if (missedItsStart()) {
                    throw QueueFullException.timedOut(startBy.allowed());
                }
            }
        } catch (InterruptedException e) {
            fail(CallerGoneException.interrupted());
            Thread.currentThread().interrupt();
        } catch (EmbeddingException | AbandonedException e) {
            fail(e);
        }
        RuntimeException cause = failure;
        if (cause != null) {
            throw cause;
        }
        return outputs;
    }

    /** Returns the time until the deadline, but no more than until the next poll of the caller. */
    private long waitNanos() {
        return Math.min(POLL_NANOS, caller.deadline().remaining().toNanos());
    }

    /** Returns the longest time that one of its inputs waited for a lane, in nanoseconds. */
    public synchronized long queuedNanos() {
        return queuedNanos;
    }

    /** Returns the longest time that a batch with one of its inputs ran, in nanoseconds. */
    public synchronized long inferenceNanos() {
        return inferenceNanos;
    }
}
