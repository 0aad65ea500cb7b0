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
    private final Throughput throughput;
    private final EngineMetrics metrics;
    private final LaneBuffers buffers = new LaneBuffers();

    Lane(WorkQueue queue, boolean queriesOnly, Throughput throughput, EngineMetrics metrics) {
        this.queue = queue;
        this.queriesOnly = queriesOnly;
        this.throughput = throughput;
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
            throughput.record(tokens, runNanos);
            metrics.ran(batch, startNanos, runNanos);
            for (int i = 0; i < vectors.length; i++) {
                batch.get(i).complete(vectors[i], startNanos, runNanos);
            }
        } catch (OrtException | RuntimeException | Error e) {
            failed(batch, e);
        }
    }

    /** One text must not fail those it happened to meet: each is run again by itself. */
    private void failed(List<Work> batch, Throwable cause) {
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
        String model = work.model().id();
        log.error("Model '{}' failed on a text of {} tokens", model, work.length(), cause);
        work.fail(
                new InferenceException(
                        "model '%s' failed to run: %s".formatted(model, cause.getMessage()),
                        cause));
    }
}
