package io.semblance.embedding;

import ai.onnxruntime.OrtException;

import io.semblance.tokenization.Tokenizer;

import java.util.List;

/** A model that the lanes run: rows of tokens in, numbers for each row out. Thread-safe. */
sealed interface LoadedModel extends AutoCloseable permits OnnxModel, CrossEncoder {

    /** What it was loaded from. */
    LoadedGraph graph();

    /** Its name. */
    default String id() {
        return graph().id();
    }

    /** The most tokens of one row, special tokens included. */
    int maxTokens();

    default Tokenizer tokenizer() {
        return graph().tokenizer();
    }

    /** Whether what it makes of a row would depend on the rows that are run together with it. */
    default boolean mixesTexts() {
        return graph().mixesTexts();
    }

    /**
     * Runs a batch.
     *
     * @return {@code [batch][numbers]}, not normalised: the pooled vector of a text, or those of
     *     its tokens one after the other ({@code tokens * dimension}) where they are wanted; the
     *     logit of a pair
     */
    float[][] run(List<Work> batch, LaneBuffers buffers) throws OrtException;

    /** Frees session and tokenizer; nothing may be running. */
    @Override
    default void close() {
        graph().close();
    }
}
