package io.semblance.embedding;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * The throughput of each model by itself: a token of one costs a hundred times as much as a token
 * of another. Thread-safe.
 */
final class Throughputs {

    private final Map<LoadedModel, Throughput> byModel = new ConcurrentHashMap<>();
    private final int lanes;
    private final ToIntFunction<LoadedModel> batchTokens;

    /**
     * @param batchTokens padded tokens of a full batch of a model
     */
    Throughputs(int lanes, ToIntFunction<LoadedModel> batchTokens) {
        this.lanes = lanes;
        this.batchTokens = batchTokens;
    }

    /** Padded tokens of a full batch of a model. */
    int batchTokens(LoadedModel model) {
        return batchTokens.applyAsInt(model);
    }

    /**
     * Records that one lane ran a batch. Only batches of at least half the full size count: where
     * work waits, batches are full, and how long a lone query takes says nothing about them.
     */
    void record(LoadedModel model, long tokens, long nanos) {
        if (model.mixesTexts() || 2 * tokens >= batchTokens(model)) {
            byModel.computeIfAbsent(model, _ -> new Throughput(lanes)).record(tokens, nanos);
        }
    }

    /** The time in which all lanes together run so many tokens; zero before it was measured. */
    Duration estimate(LoadedModel model, long tokens) {
        Throughput throughput = byModel.get(model);
        return throughput == null ? Duration.ZERO : throughput.estimate(tokens);
    }
}
