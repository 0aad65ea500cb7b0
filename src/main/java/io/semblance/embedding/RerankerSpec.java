package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

/**
 * Where the reranker is, before it is loaded: a cross-encoder with one label.
 *
 * @param onnx {@code classpath:}, {@code file:} or {@code https:} location of the graph
 * @param tokenizer location of the {@code tokenizer.json}
 * @param maxTokens the most tokens of a pair, special tokens included
 */
record RerankerSpec(String id, String onnx, String tokenizer, int maxTokens) implements GraphSpec {

    /** The score. More labels are classes, and say nothing about an order. */
    private static final int LABELS = 1;

    @Override
    public @Nullable String onnxSha256() {
        return null;
    }

    @Override
    public OnnxGraph.Head head() {
        return OnnxGraph.Head.LOGITS;
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
