package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

/**
 * Where a model is and how it is used, before it is loaded.
 *
 * @param onnx {@code classpath:}, {@code file:} or {@code https:} location of the graph
 * @param onnxSha256 digest that the graph must have; null if any will do
 * @param tokenizer location of the {@code tokenizer.json}
 * @param maxTokens the most tokens of a text, special tokens included
 * @param dimensions that the graph must yield; null if any will do
 */
record ModelSpec(
        String id,
        String onnx,
        @Nullable String onnxSha256,
        String tokenizer,
        Pooling pooling,
        boolean normalize,
        String queryPrefix,
        String documentPrefix,
        int maxTokens,
        @Nullable Integer dimensions)
        implements GraphSpec {

    @Override
    public OnnxGraph.Head head() {
        return OnnxGraph.Head.TOKEN_VECTORS;
    }

    @Override
    public String property() {
        return "semblance.models";
    }
}
