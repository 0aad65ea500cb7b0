package io.semblance.embedding.onnx;

import ai.onnxruntime.OrtException;

import io.semblance.embedding.Precision;
import io.semblance.tokenization.Tokenizer;

/** A loaded model with its tokenizer and its ONNX Runtime sessions. Thread-safe. */
public abstract sealed class LoadedModel implements BatchModel, AutoCloseable
        permits TextEncoder, CrossEncoder {

    private final LoadedGraph graph;

    LoadedModel(LoadedGraph graph) {
        this.graph = graph;
    }

    LoadedGraph graph() {
        return graph;
    }

    @Override
    public final String id() {
        return graph.id();
    }

    @Override
    public final Precision precision() {
        return graph.precision();
    }

    /** Returns the most tokens of one row, special tokens included. */
    public abstract int maxTokens();

    /** Returns its tokenizer. */
    public final Tokenizer tokenizer() {
        return graph.tokenizer();
    }

    @Override
    public final boolean batchDependent() {
        return graph.batchDependent();
    }

    @Override
    public final RunThreads threads(long tokens, int max) {
        return new RunThreads(graph.sessions().threads(tokens, max), max);
    }

    @Override
    public final float[][] run(Batch batch, BatchBuffers buffers, RunThreads threads)
            throws OrtException {
        return graph.sessions()
                .run(batch.paddedTokens(), threads, session -> run(batch, buffers, session));
    }

    /** Runs one batch in a session, see {@link BatchModel#run}. */
    abstract float[][] run(Batch batch, BatchBuffers buffers, OnnxSession session)
            throws OrtException;

    /** Closes the sessions and the tokenizer. No run may be in progress. */
    @Override
    public final void close() {
        graph.close();
    }
}
