package io.semblance.embedding.model;

import io.semblance.tokenization.TokenizerSettings;

import org.jspecify.annotations.Nullable;

/** Where the files of a model are, and what its graph must yield. */
public sealed interface GraphSpec permits ModelSpec, RerankerSpec {

    /** Returns its id. */
    String id();

    /** Returns the location of the graph: {@code classpath:}, {@code file:} or {@code https:}. */
    String onnx();

    /** Returns the SHA-256 that the graph must have; null for any. */
    @Nullable String onnxSha256();

    /** Returns the location of the {@code tokenizer.json}. */
    String tokenizer();

    /**
     * Returns the settings of the tokenizer in the model's folder, in addition to {@code
     * tokenizer.json}.
     */
    default TokenizerSettings tokenizerSettings() {
        return TokenizerSettings.NONE;
    }

    /** Returns the most tokens of one row, special tokens included. */
    int maxTokens();

    /** Returns the number of components of the output; null for any. */
    @Nullable Integer dimensions();

    /** Returns the property that configures the model. */
    String property();
}
