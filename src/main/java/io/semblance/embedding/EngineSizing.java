package io.semblance.embedding;

/**
 * The sizing of the engine for its device. A CPU needs one lane per core and batches that stay in
 * its cache, twice as large for int8 weights. A GPU needs large batches and two lanes: one copies
 * inputs and outputs while the other computes. The CPU cores are then free to tokenise.
 *
 * @param gpu whether the device is a GPU
 * @param lanes threads that run models, without the one that takes only queries
 * @param threadsPerLane threads of one run on a CPU while all lanes are busy; a batch that runs
 *     alone has more
 * @param batchTokens maximum tokens of a micro-batch, padding included; a longer text runs alone
 * @param int8BatchTokens maximum tokens of a micro-batch of a model with int8 weights, padding
 *     included
 * @param queue limits of the queue
 * @param tokenizerThreads threads that tokenise bulk work; the same number tokenises queries
 */
public record EngineSizing(
        boolean gpu,
        int lanes,
        int threadsPerLane,
        int batchTokens,
        int int8BatchTokens,
        QueueLimits queue,
        int tokenizerThreads) {

    /**
     * Returns the maximum tokens of a micro-batch, padding included, of a model with weights of
     * this precision.
     */
    public int batchTokens(Precision precision) {
        return precision == Precision.INT8 ? int8BatchTokens : batchTokens;
    }
}
