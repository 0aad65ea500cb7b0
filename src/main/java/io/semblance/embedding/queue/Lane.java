package io.semblance.embedding.queue;

import ai.onnxruntime.OrtException;

import io.semblance.embedding.InferenceException;
import io.semblance.embedding.onnx.BatchBuffers;
import io.semblance.embedding.onnx.BatchModel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/**
 * A platform thread that takes batches from the queue and runs them, until the queue is closed. A
 * failed batch does not end it.
 */
final class Lane implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    private final WorkQueue queue;
    private final boolean queriesOnly;
    private final Throughputs throughputs;
    private final QueueMetrics metrics;
    private final BatchBuffers buffers = new BatchBuffers();

    Lane(WorkQueue queue, boolean queriesOnly, Throughputs throughputs, QueueMetrics metrics) {
        this.queue = queue;
        this.queriesOnly = queriesOnly;
        this.throughputs = throughputs;
        this.metrics = metrics;
    }

    @Override
    public void run() {
        try {
            LaneBatch batch = queue.take(queriesOnly);
            while (!batch.isEmpty()) {
                try {
                    run(batch);
                } finally {
                    queue.ran(batch);
                }
                batch = queue.take(queriesOnly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(LaneBatch batch) {
        List<QueuedInput> inputs = batch.inputs();
        BatchModel model = inputs.getFirst().model();
        try {
            long startNanos = System.nanoTime();
            float[][] outputs = model.run(batch.rows(), buffers, batch.threads());
            long runNanos = System.nanoTime() - startNanos;
            throughputs.record(model, batch.tokens(), Math.round(runNanos * batch.lanes()));
            metrics.ran(batch, startNanos, runNanos);
            for (int i = 0; i < outputs.length; i++) {
                inputs.get(i).complete(outputs[i], startNanos, runNanos);
            }
        } catch (OrtException | RuntimeException e) {
            failed(batch, e);
        } catch (Error e) {
            // The heap is exhausted, for example: running each text again would make it worse.
            log.error("A batch of {} texts failed", inputs.size(), e);
            inputs.forEach(input -> fail(input, e));
        }
    }

    /**
     * Runs each text of a failed batch again by itself, so that one text does not fail the others.
     */
    private void failed(LaneBatch batch, Exception cause) {
        if (batch.inputs().size() > 1) {
            log.warn(
                    "A batch of {} texts, {} tokens, failed: its texts run one at a time. If memory"
                            + " is short, lower semblance.embedding.batch-tokens",
                    batch.inputs().size(),
                    batch.tokens(),
                    cause);
            batch.inputs().forEach(input -> run(batch.of(input)));
            return;
        }
        QueuedInput input = batch.inputs().getFirst();
        log.error(
                "Model '{}' failed on a text of {} tokens",
                input.model().id(),
                input.length(),
                cause);
        fail(input, cause);
    }

    private static void fail(QueuedInput input, Throwable cause) {
        input.fail(
                new InferenceException(
                        "model '%s' failed to run: %s"
                                .formatted(
                                        input.model().id(),
                                        // Other messages come from libraries and contain paths.
                                        cause instanceof ArithmeticException
                                                ? cause.getMessage()
                                                : "the service log has the reason"),
                        cause));
    }
}
