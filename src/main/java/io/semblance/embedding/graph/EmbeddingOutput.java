package io.semblance.embedding.graph;

import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.model.OutputKind;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The output of a graph from which embeddings are computed: the vectors of tokens, which are pooled
 * by this service, or {@value #POOLED}, if the graph itself applies all of the model's modules.
 *
 * @param tensor the output
 * @param kind the kind of the output
 * @param dimension components of a vector
 */
public record EmbeddingOutput(GraphTensor tensor, OutputKind kind, long dimension) {

    /** Name of the output with the vectors of texts, as in sentence-transformers. */
    public static final String POOLED = "sentence_embedding";

    /** Maximum dimension of an embedding. A larger output is the vocabulary of a language model. */
    static final int MAX_DIMENSION = 16_384;

    /** Names of the output with the vectors of tokens, the preferred one first. */
    private static final List<String> TOKENS = List.of("last_hidden_state", "token_embeddings");

    /** Parts of names of outputs that have a vector for each token, but no embedding. */
    private static final List<String> OTHER_HEADS =
            List.of("logit", "score", "prob", "sparse", "lexical", "splade", "colbert", "multi");

    private static final String EXPECTED =
            "expected last_hidden_state or token_embeddings (float32 [batch, sequence, dimension])"
                    + " or sentence_embedding (float32 [batch, dimension])";

    /**
     * Chooses an output.
     *
     * @throws IllegalArgumentException if no output is certain to be right; the message lists the
     *     outputs and what was expected
     */
    static EmbeddingOutput of(List<GraphTensor> outputs, ModelSpec model) {
        Optional<GraphTensor> pooled = pooled(outputs);
        String problem = model.modules().problem();
        if (problem == null) {
            Optional<GraphTensor> tokens = tokens(outputs);
            if (tokens.isPresent()) {
                return ofTokens(tokens.get(), outputs, model);
            }
        }
        if (pooled.isPresent()) {
            return ofTexts(pooled.get(), model);
        }
        throw new IllegalArgumentException(
                "%sthe graph's outputs are %s; %s"
                        .formatted(
                                problem == null ? "" : problem + ", and ",
                                GraphTensor.described(outputs),
                                problem == null ? EXPECTED : "expected " + POOLED));
    }

    /** Returns the output with the vectors of texts if the graph has one. */
    public static Optional<GraphTensor> pooled(List<GraphTensor> outputs) {
        return outputs.stream()
                .filter(output -> output.name().equals(POOLED) && output.isFloat(2))
                .findFirst();
    }

    private static EmbeddingOutput ofTokens(
            GraphTensor tokens, List<GraphTensor> outputs, ModelSpec model) {
        Integer expected = model.modules().tokenDimension();
        long dimension = dimension(tokens, expected);
        if (expected != null && dimension != expected) {
            throw new IllegalArgumentException(
                    "the graph's output %s has %d dimensions, but the model's folder says %d; the graph's outputs are %s"
                            .formatted(
                                    tokens.name(),
                                    dimension,
                                    expected,
                                    GraphTensor.described(outputs)));
        }
        if (dimension > MAX_DIMENSION) {
            throw new IllegalArgumentException(
                    "the graph's output %s has %d dimensions, as many as a vocabulary has tokens; an embedding has at most %d"
                            .formatted(tokens.name(), dimension, MAX_DIMENSION));
        }
        requireConfigured(model, model.modules().dimension(Math.toIntExact(dimension)));
        return new EmbeddingOutput(tokens, OutputKind.TOKEN_VECTORS, dimension);
    }

    private static EmbeddingOutput ofTexts(GraphTensor pooled, ModelSpec model) {
        if (model.modules().poolingIsConfigured()) {
            throw new IllegalArgumentException(
                    "pooling=%s is configured, but the graph itself pools its output %s, and may apply more layers to it; leave pooling unset to use it"
                            .formatted(
                                    Objects.requireNonNull(model.modules().pooling()).id(),
                                    pooled));
        }
        Integer tokens = model.modules().tokenDimension();
        Integer expected =
                tokens == null || model.modules().moduleProblem() != null
                        ? model.dimensions()
                        : Integer.valueOf(model.modules().dimension(tokens));
        long dimension = dimension(pooled, expected);
        if (expected != null && dimension != expected) {
            throw new IllegalArgumentException(
                    "the graph's output %s has %d dimensions, but the model's settings require %d"
                            .formatted(pooled.name(), dimension, expected));
        }
        requireConfigured(model, dimension);
        return new EmbeddingOutput(pooled, OutputKind.TEXT_VECTORS, dimension);
    }

    private static long dimension(GraphTensor tensor, @Nullable Integer expected) {
        return tensor.lastDimension() < 1 && expected != null ? expected : tensor.lastDimension();
    }

    private static void requireConfigured(ModelSpec model, long dimension) {
        if (model.dimensions() != null && model.dimensions() != dimension) {
            throw new IllegalArgumentException(
                    "the graph yields %d dimensions, but %d are configured"
                            .formatted(dimension, model.dimensions()));
        }
    }

    /**
     * Returns the output with the vectors of tokens: the one with a known name, or the only one
     * that has a vector for each token. If several qualify and none has a known name, none is
     * chosen.
     */
    private static Optional<GraphTensor> tokens(List<GraphTensor> outputs) {
        for (String name : TOKENS) {
            for (GraphTensor output : outputs) {
                if (output.name().equals(name)) {
                    return output.isFloat(3) ? Optional.of(output) : Optional.empty();
                }
            }
        }
        List<GraphTensor> perToken = outputs.stream().filter(output -> output.isFloat(3)).toList();
        return perToken.size() == 1 && !isOtherHead(perToken.getFirst())
                ? Optional.of(perToken.getFirst())
                : Optional.empty();
    }

    private static boolean isOtherHead(GraphTensor output) {
        String name = output.name().toLowerCase(Locale.ROOT);
        return OTHER_HEADS.stream().anyMatch(name::contains);
    }

    /** Returns the signature of the graph for this output. */
    GraphSignature graph(boolean tokenTypes) {
        return GraphSignature.of(tensor, kind, tokenTypes, dimension);
    }
}
