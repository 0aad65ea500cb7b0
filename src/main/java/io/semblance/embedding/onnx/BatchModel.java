package io.semblance.embedding.onnx;

import ai.onnxruntime.OrtException;

import io.semblance.embedding.Precision;

/** A model that runs batches. Thread-safe. */
public interface BatchModel {

    /** Returns its name in configuration and requests. */
    String id();

    /** Returns the precision of its weights. */
    Precision precision();

    /**
     * Returns whether the output for a row depends on the other rows of the batch. Such a model
     * runs one row at a time.
     */
    boolean batchDependent();

    /**
     * Returns the threads with which a batch is expected to take the least time, at most {@code
     * max} unless the model always takes more.
     *
     * @param tokens tokens of the batch, padding included
     * @param max maximum number of threads
     */
    RunThreads threads(long tokens, int max);

    /**
     * Runs a batch.
     *
     * @param batch the batch
     * @param buffers buffers of the calling thread
     * @param threads the threads, from {@link #threads}
     * @return {@code [batch][numbers]}, not normalised: the pooled vector of a text, the
     *     concatenated vectors of its tokens ({@code tokens * dimension}) for a row {@linkplain
     *     Batch.Row#perToken per token}, or the logit of a pair
     * @throws OrtException if ONNX Runtime fails
     * @throws ArithmeticException if an output is not finite
     */
    float[][] run(Batch batch, BatchBuffers buffers, RunThreads threads) throws OrtException;
}
