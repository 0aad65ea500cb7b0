package io.semblance.embedding.model;

import io.semblance.embedding.ModelPrompts;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.TokenizerSettings;

import org.jspecify.annotations.Nullable;

/**
 * Where an embedding model is and how it is used, before it is loaded.
 *
 * @param id its name in configuration and requests
 * @param onnx location of the graph: {@code classpath:}, {@code file:} or {@code https:}
 * @param onnxSha256 the SHA-256 that the graph must have; null for any
 * @param tokenizer location of the {@code tokenizer.json}
 * @param tokenizerSettings settings of the tokenizer in the model's folder
 * @param modules the modules that compute a text's embedding from the graph's output
 * @param prompts the prompts that can be put before a text
 * @param maxTokens the most tokens of a text, special tokens included
 * @param truncationSide the side that is cut off a text that is too long
 * @param dimensions components of the output; null for any
 */
public record ModelSpec(
        String id,
        String onnx,
        @Nullable String onnxSha256,
        String tokenizer,
        TokenizerSettings tokenizerSettings,
        EmbeddingModules modules,
        ModelPrompts prompts,
        int maxTokens,
        Encoding.Side truncationSide,
        @Nullable Integer dimensions)
        implements GraphSpec {

    /** Creates a specification without settings of a folder. */
    public ModelSpec(
            String id,
            String onnx,
            @Nullable String onnxSha256,
            String tokenizer,
            EmbeddingModules modules,
            ModelPrompts prompts,
            int maxTokens,
            @Nullable Integer dimensions) {
        this(
                id,
                onnx,
                onnxSha256,
                tokenizer,
                TokenizerSettings.NONE,
                modules,
                prompts,
                maxTokens,
                Encoding.Side.RIGHT,
                dimensions);
    }

    @Override
    public String property() {
        return "semblance.models";
    }
}
