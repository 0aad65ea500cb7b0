package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

/**
 * How the engine is cut out for its device. A processor wants one lane for each core and batches
 * that stay in its cache, of integers twice as many. A GPU wants large batches, two lanes, of which
 * one brings texts and fetches vectors while the other computes; the processors are free to
 * tokenise ahead of it.
 *
 * @param gpu whether the device is one
 * @param lanes threads that run the model, not counting the one that only takes queries
 * @param batchTokens padded tokens of a micro-batch; a longer text runs alone
 * @param int8BatchTokens the same for models with int8 weights
 * @param queue how much may wait, and how long
 * @param tokenizerThreads for bulk work, and so many more for queries
 */
public record EngineShape(
        boolean gpu,
        int lanes,
        int batchTokens,
        int int8BatchTokens,
        QueueLimits queue,
        int tokenizerThreads) {

    private static final int CPU_BATCH_TOKENS = 512;
    private static final int CPU_INT8_BATCH_TOKENS = 1_024;

    /**
     * What a waiting token takes at most: its share of its text, of the encoding and of a vector of
     * 384 dimensions are 20 to 45 bytes, so a full queue takes a sixth to a third of the heap.
     */
    private static final long HEAP_BYTES_PER_TOKEN = 128;

    private static final long MIN_QUEUE_TOKENS = 65_536;
    private static final int GPU_LANES = 2;
    private static final int GPU_BATCH_TOKENS = 16_384;

    /**
     * The shape for a device; what is set is stronger.
     *
     * @param maxHeap bytes
     */
    static EngineShape of(EmbeddingProperties set, Device device, int processors, long maxHeap) {
        QueueLimits queue =
                new QueueLimits(
                        or(
                                set.queueTokens(),
                                Math.max(MIN_QUEUE_TOKENS, maxHeap / HEAP_BYTES_PER_TOKEN)),
                        set.queueTime(),
                        set.interactiveTokens(),
                        set.interactiveQueueTime());
        return switch (device) {
            case Device.Cpu _ -> {
                int lanes = or(set.lanes(), processors);
                yield new EngineShape(
                        false,
                        lanes,
                        or(set.batchTokens(), CPU_BATCH_TOKENS),
                        or(set.batchTokens(), CPU_INT8_BATCH_TOKENS),
                        queue,
                        lanes);
            }
            case Device.Cuda _ -> {
                int lanes = or(set.lanes(), GPU_LANES);
                int batchTokens = or(set.batchTokens(), GPU_BATCH_TOKENS);
                yield new EngineShape(true, lanes, batchTokens, batchTokens, queue, processors);
            }
        };
    }

    /** Padded tokens of a micro-batch of a model with such weights. */
    public int batchTokens(Precision precision) {
        return precision == Precision.INT8 ? int8BatchTokens : batchTokens;
    }

    private static <T> T or(@Nullable T first, T second) {
        return first != null ? first : second;
    }
}
