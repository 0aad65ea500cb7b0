package io.semblance.embedding.engine;

import io.semblance.embedding.EngineSizing;
import io.semblance.embedding.QueueLimits;
import io.semblance.embedding.onnx.Device;
import io.semblance.embedding.onnx.ThreadCounts;

import org.jspecify.annotations.Nullable;

/** Sizes the engine for its device, see {@link EngineSizing}. */
final class DeviceSizing {

    private static final int CPU_BATCH_TOKENS = 512;
    private static final int CPU_INT8_BATCH_TOKENS = 1_024;

    /**
     * Heap per waiting token. Its share of the text, the encoding and a vector of 384 dimensions is
     * 20 to 45 bytes, so a full queue takes a sixth to a third of the heap.
     */
    private static final long HEAP_BYTES_PER_TOKEN = 128;

    private static final long MIN_QUEUE_TOKENS = 65_536;
    private static final int GPU_LANES = 2;
    private static final int GPU_BATCH_TOKENS = 16_384;

    private DeviceSizing() {}

    /**
     * Returns the sizing for a device. Configured values take precedence.
     *
     * @param set the configured values
     * @param device the device that runs the models
     * @param cpus the number of available CPU cores
     * @param maxHeap the maximum heap in bytes
     */
    static EngineSizing of(EmbeddingProperties set, Device device, int cpus, long maxHeap) {
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
                int lanes = or(set.lanes(), cpus);
                yield new EngineSizing(
                        false,
                        lanes,
                        set.threadsPerLane(),
                        or(set.batchTokens(), CPU_BATCH_TOKENS),
                        or(set.batchTokens(), CPU_INT8_BATCH_TOKENS),
                        queue,
                        lanes);
            }
            case Device.Cuda _ -> {
                int lanes = or(set.lanes(), GPU_LANES);
                int batchTokens = or(set.batchTokens(), GPU_BATCH_TOKENS);
                yield new EngineSizing(
                        true, lanes, set.threadsPerLane(), batchTokens, batchTokens, queue, cpus);
            }
        };
    }

    /**
     * Returns the threads of one run on the CPU.
     *
     * @param set the configured values
     * @param cpus the number of available CPU cores
     */
    static ThreadCounts threads(EmbeddingProperties set, int cpus) {
        int narrow = set.threadsPerLane();
        int all = Math.min(or(set.lanes(), cpus) * narrow, cpus);
        return new ThreadCounts(narrow, Math.max(narrow, all));
    }

    private static <T> T or(@Nullable T first, T second) {
        return first != null ? first : second;
    }
}
