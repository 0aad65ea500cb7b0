package io.semblance.embedding.model;

import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.TokenizerSettings;

import org.jspecify.annotations.Nullable;

/**
 * Where the reranker is, before it is loaded: a cross-encoder with one label.
 *
 * @param id its name in configuration and responses
 * @param onnx location of the graph: {@code classpath:}, {@code file:} or {@code https:}
 * @param tokenizer location of the {@code tokenizer.json}
 * @param maxTokens the most tokens of a pair, special tokens included
 * @param template text that is put around query and text
 * @param tokenizerSettings settings of the tokenizer in the model's folder
 * @param truncationSide the side that is cut off a text that is too long
 */
public record RerankerSpec(
        String id,
        String onnx,
        String tokenizer,
        int maxTokens,
        RerankerTemplate template,
        TokenizerSettings tokenizerSettings,
        Encoding.Side truncationSide)
        implements GraphSpec {

    /**
     * The score. A model with more labels is a classifier, whose output does not define an order.
     */
    private static final int LABELS = 1;

    /** Creates a specification without templates and settings of a folder. */
    public RerankerSpec(String id, String onnx, String tokenizer, int maxTokens) {
        this(
                id,
                onnx,
                tokenizer,
                maxTokens,
                RerankerTemplate.NONE,
                TokenizerSettings.NONE,
                Encoding.Side.RIGHT);
    }

    @Override
    public @Nullable String onnxSha256() {
        return null;
    }

    @Override
    public Integer dimensions() {
        return LABELS;
    }

    @Override
    public String property() {
        return "semblance.reranker";
    }
}
