package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

/** Where the files of a model are and what its graph must yield, whatever it is used for. */
sealed interface GraphSpec permits ModelSpec, RerankerSpec {

    /** Its name. */
    String id();

    /** {@code classpath:}, {@code file:} or {@code https:} location of the graph. */
    String onnx();

    /** Digest that the graph must have; null if any will do. */
    @Nullable String onnxSha256();

    /** Location of the {@code tokenizer.json}. */
    String tokenizer();

    /** The most tokens of one row of its input, special tokens included. */
    int maxTokens();

    /** What it must yield. */
    OnnxGraph.Head head();

    /** How many numbers it must yield for each token or row; null if any will do. */
    @Nullable Integer dimensions();

    /** The property that configures it. */
    String property();
}
