package io.semblance.embedding;

import ai.onnxruntime.OrtException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/**
 * A platform thread that takes batches from the queue and runs them, until the queue is closed. A
 * batch that fails does not end it.
 */
final class Lane implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    private final WorkQueue queue;
    private final boolean queriesOnly;
    private final Throughputs throughputs;
    private final EngineMetrics metrics;
    private final LaneBuffers buffers = new LaneBuffers();

    Lane(WorkQueue queue, boolean queriesOnly, Throughputs throughputs, EngineMetrics metrics) {
        this.queue = queue;
        this.queriesOnly = queriesOnly;
        this.throughputs = throughputs;
        this.metrics = metrics;
    }

    @Override
    public void run() {
        try {
            List<Work> batch = queue.take(queriesOnly);
            while (!batch.isEmpty()) {
                run(batch);
                batch = queue.take(queriesOnly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(List<Work> batch) {
        try {
            long startNanos = System.nanoTime();
            float[][] vectors = batch.getFirst().model().run(batch, buffers);
            long runNanos = System.nanoTime() - startNanos;
            long tokens = batch.stream().mapToLong(Work::length).sum();
            throughputs.record(batch.getFirst().model(), tokens, runNanos);
            metrics.ran(batch, startNanos, runNanos);
            for (int i = 0; i < vectors.length; i++) {
                batch.get(i).complete(vectors[i], startNanos, runNanos);
            }
        } catch (OrtException | RuntimeException e) {
            failed(batch, e);
        } catch (Error e) {
            // The heap is exhausted, or worse: to run each text again would make it worse still.
            log.error("A batch of {} texts failed", batch.size(), e);
            batch.forEach(work -> fail(work, e));
        }
    }

    /** One text must not fail those it happened to meet: each is run again by itself. */
    private void failed(List<Work> batch, Exception cause) {
        if (batch.size() > 1) {
            log.warn(
                    "A batch of {} texts, {} tokens, failed: its texts run one at a time. If memory"
                            + " is short, lower semblance.embedding.batch-tokens",
                    batch.size(),
                    batch.stream().mapToInt(Work::length).sum(),
                    cause);
            batch.forEach(work -> run(List.of(work)));
            return;
        }
        Work work = batch.getFirst();
        log.error(
                "Model '{}' failed on a text of {} tokens",
                work.model().id(),
                work.length(),
                cause);
        fail(work, cause);
    }

    private static void fail(Work work, Throwable cause) {
        work.fail(
                new InferenceException(
                        "model '%s' failed to run: %s"
                                .formatted(work.model().id(), cause.getMessage()),
                        cause));
    }
}
