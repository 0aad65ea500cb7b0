package io.semblance.embedding.queue;

import io.semblance.embedding.onnx.BatchModel;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * The throughput of each model: a token of one model can cost a hundred times as much as a token of
 * another. Thread-safe.
 */
final class Throughputs {

    private final Map<BatchModel, Throughput> byModel = new ConcurrentHashMap<>();
    private final int lanes;
    private final ToIntFunction<BatchModel> batchTokens;

    /**
     * Creates the throughputs of models that were not measured yet.
     *
     * @param lanes the number of lanes
     * @param batchTokens maximum tokens of a batch of a model, padding included
     */
    Throughputs(int lanes, ToIntFunction<BatchModel> batchTokens) {
        this.lanes = lanes;
        this.batchTokens = batchTokens;
    }

    /** Returns the maximum tokens of a batch of this model, padding included. */
    int batchTokens(BatchModel model) {
        return batchTokens.applyAsInt(model);
    }

    /**
     * Records that one lane ran a batch. Only batches of at least half the full size count: when
     * work waits, batches are full, and the time of a single query does not predict theirs.
     */
    void record(BatchModel model, long tokens, long nanos) {
        if (model.batchDependent() || 2 * tokens >= batchTokens(model)) {
            byModel.computeIfAbsent(model, _ -> new Throughput(lanes)).record(tokens, nanos);
        }
    }

    /**
     * Returns the time in which all lanes together run this number of tokens; zero before the first
     * measurement.
     */
    Duration estimate(BatchModel model, long tokens) {
        Throughput throughput = byModel.get(model);
        return throughput == null ? Duration.ZERO : throughput.estimate(tokens);
    }
}
