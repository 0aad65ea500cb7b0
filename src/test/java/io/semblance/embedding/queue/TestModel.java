package io.semblance.embedding.queue;

import io.semblance.embedding.Precision;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.BatchBuffers;
import io.semblance.embedding.onnx.BatchModel;
import io.semblance.embedding.onnx.RunThreads;

/** A model for tests of the queue, which runs none. */
record TestModel(String id, boolean batchDependent) implements BatchModel {

    TestModel(String id) {
        this(id, false);
    }

    @Override
    public Precision precision() {
        return Precision.FLOAT32;
    }

    @Override
    public RunThreads threads(long tokens, int max) {
        return new RunThreads(max, max);
    }

    @Override
    public float[][] run(Batch batch, BatchBuffers buffers, RunThreads threads) {
        throw new UnsupportedOperationException("the queue runs no model");
    }
}
