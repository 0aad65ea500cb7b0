package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How the engine is cut out for its device. A processor wants one lane for each core and batches
 * that stay in its cache, of integers twice as many. A GPU wants large batches, two lanes, of which
 * one brings texts and fetches vectors while the other computes, and several batches waiting; the
 * processors are free to tokenise ahead of it.
 *
 * @param gpu whether the device is one
 * @param lanes threads that run the model, not counting the one that only takes queries
 * @param batchTokens padded tokens of a micro-batch; a longer text runs alone
 * @param int8BatchTokens the same for models with int8 weights
 * @param queueTokens tokens that may wait
 * @param queueTime that they may wait
 * @param tokenizerThreads for bulk work, and so many more for queries
 */
public record EngineShape(
        boolean gpu,
        int lanes,
        int batchTokens,
        int int8BatchTokens,
        long queueTokens,
        Duration queueTime,
        int tokenizerThreads) {

    private static final int CPU_BATCH_TOKENS = 512;
    private static final int CPU_INT8_BATCH_TOKENS = 1_024;
    private static final long CPU_LANE_QUEUE_TOKENS = 32_768;
    private static final int GPU_LANES = 2;
    private static final int GPU_BATCH_TOKENS = 16_384;
    private static final long GPU_LANE_QUEUE_BATCHES = 8;

    /** The shape for a device; what is set is stronger. */
    static EngineShape of(EmbeddingProperties set, Device device, int processors) {
        return switch (device) {
            case Device.Cpu _ -> {
                int lanes = or(set.lanes(), processors);
                yield new EngineShape(
                        false,
                        lanes,
                        or(set.batchTokens(), CPU_BATCH_TOKENS),
                        or(set.batchTokens(), CPU_INT8_BATCH_TOKENS),
                        or(set.queueTokens(), CPU_LANE_QUEUE_TOKENS * lanes),
                        set.queueTime(),
                        lanes);
            }
            case Device.Cuda _ -> {
                int lanes = or(set.lanes(), GPU_LANES);
                int batchTokens = or(set.batchTokens(), GPU_BATCH_TOKENS);
                yield new EngineShape(
                        true,
                        lanes,
                        batchTokens,
                        batchTokens,
                        or(set.queueTokens(), GPU_LANE_QUEUE_BATCHES * batchTokens * lanes),
                        set.queueTime(),
                        processors);
            }
        };
    }

    /** Padded tokens of a micro-batch of a model with such weights. */
    public int batchTokens(Precision precision) {
        return precision == Precision.INT8 ? int8BatchTokens : batchTokens;
    }

    /**
     * After which a request is given up of which no text was run yet: the time that was told it at
     * the door may be wrong by a half.
     */
    Duration longestWait() {
        return queueTime.multipliedBy(3).dividedBy(2);
    }

    private static <T> T or(@Nullable T first, T second) {
        return first != null ? first : second;
    }
}
