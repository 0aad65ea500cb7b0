package io.semblance.embedding.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.QueueLimits;
import io.semblance.embedding.onnx.BatchModel;
import io.semblance.value.AbandonedException;
import io.semblance.value.Caller;
import io.semblance.value.CallerGoneException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The threads that run the models, and their queue. One lane takes only queries, so that a query
 * never waits for a batch of another class to end; the other lanes take batches of all classes, see
 * {@link WorkQueue}. Thread-safe.
 */
public final class Lanes implements AutoCloseable {

    private final WorkQueue queue;
    private final Duration maxWait;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Starts the threads.
     *
     * @param limits limits of the queue
     * @param count threads that take batches of all classes
     * @param threadsPerLane threads of one run while all lanes are busy
     * @param maxWait how long a request with {@link Admission#WAIT} waits for room in the queue
     * @param batchTokens maximum tokens of a batch of a model, padding included
     * @param meters where the metrics are registered
     */
    public Lanes(
            QueueLimits limits,
            int count,
            int threadsPerLane,
            Duration maxWait,
            ToIntFunction<BatchModel> batchTokens,
            MeterRegistry meters) {
        Throughputs throughputs = new Throughputs(count, batchTokens);
        this.queue = new WorkQueue(limits, new CoreBudget(count, threadsPerLane), throughputs);
        this.maxWait = maxWait;
        QueueMetrics metrics = new QueueMetrics(meters, queue);
        for (int i = 0; i <= count; i++) {
            boolean queriesOnly = i == count;
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name(queriesOnly ? "lane-queries" : "lane-" + i)
                            .start(new Lane(queue, queriesOnly, throughputs, metrics)));
        }
    }

    /** Returns the tokens that wait for a lane. */
    public long waitingTokens() {
        return Arrays.stream(Priority.values()).mapToLong(queue::tokens).sum();
    }

    /**
     * Rejects a request before it is tokenised if the queue is already full.
     *
     * @param model the model of the request
     * @param priority the class of the request
     * @param caller the caller of the request
     * @throws io.semblance.embedding.QueueFullException if not even one token can be admitted
     * @throws io.semblance.embedding.DeadlineTooShortException if not even one token would be
     *     embedded by the caller's deadline
     */
    public void requireRoom(BatchModel model, Priority priority, Caller caller) {
        queue.requireRoom(model, priority, caller);
    }

    /**
     * Queues a request and waits until it has run.
     *
     * @return the model's output for each row, see {@link BatchModel#run}
     * @throws EmbeddingException if the request is not admitted, or an input cannot be run
     * @throws AbandonedException if the caller no longer waits
     */
    public float[][] run(PendingRequest request, Admission admission) {
        List<QueuedInput> inputs = request.inputs();
        try {
            switch (admission) {
                case FAIL_FAST -> queue.offer(inputs);
                case WAIT -> waitForRoom(request, inputs);
            }
            return request.await();
        } catch (EmbeddingException | AbandonedException e) {
            queue.withdraw(inputs);
            throw e;
        }
    }

    private void waitForRoom(PendingRequest request, List<QueuedInput> inputs) {
        try {
            queue.put(inputs, maxWait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request.fail(CallerGoneException.interrupted());
        } catch (EmbeddingException | AbandonedException e) {
            request.fail(e);
            throw e;
        }
    }

    /** Ends the threads after their current batches. Requests that still wait fail. */
    @Override
    public void close() {
        queue.close().forEach(input -> input.fail(new EngineClosedException()));
        threads.forEach(Lanes::joinUninterruptibly);
    }

    private static void joinUninterruptibly(Thread lane) {
        boolean interrupted = false;
        while (lane.isAlive()) {
            try {
                lane.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
