package io.semblance.embedding.graph;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.model.GraphSpec;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.model.OutputKind;
import io.semblance.embedding.model.RerankerSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The inputs and the output of a graph, read when it is loaded.
 *
 * @param tokenTypes whether it has the input {@code token_type_ids}
 * @param outputKind the kind of its output
 * @param output name of the output
 * @param half whether the output is float16; otherwise it is float32
 * @param dimension the last dimension of the output
 */
public record GraphSignature(
        boolean tokenTypes, OutputKind outputKind, String output, boolean half, int dimension) {

    /** Name of the input with the input ids, int64 {@code [batch, sequence]}. */
    public static final String INPUT_IDS = "input_ids";

    /**
     * Name of the input with the attention mask, int64 {@code [batch, sequence]}: 1 for a token, 0
     * for padding.
     */
    public static final String ATTENTION_MASK = "attention_mask";

    /** Name of the optional input with the token types, int64 {@code [batch, sequence]}. */
    public static final String TOKEN_TYPE_IDS = "token_type_ids";

    private static final Set<String> REQUIRED_INPUTS = Set.of(INPUT_IDS, ATTENTION_MASK);
    private static final Set<String> KNOWN_INPUTS =
            Set.of(INPUT_IDS, ATTENTION_MASK, TOKEN_TYPE_IDS);
    private static final String CACHE = "past_key_values";
    private static final String LOGITS = "logits";

    /**
     * Reads the signature of a loaded graph.
     *
     * @throws IllegalArgumentException if the graph cannot be run for this model; the message lists
     *     what the graph has and what was expected
     */
    public static GraphSignature of(OrtSession session, GraphSpec spec) throws OrtException {
        List<GraphTensor> inputs = GraphTensor.of(session.getInputInfo());
        requireInputs(inputs);
        boolean tokenTypes = inputs.stream().anyMatch(input -> input.name().equals(TOKEN_TYPE_IDS));
        List<GraphTensor> outputs = GraphTensor.of(session.getOutputInfo());
        return switch (spec) {
            case ModelSpec model -> EmbeddingOutput.of(outputs, model).graph(tokenTypes);
            case RerankerSpec _ -> classifier(outputs, tokenTypes);
        };
    }

    private static void requireInputs(List<GraphTensor> inputs) {
        Set<String> names = inputs.stream().map(GraphTensor::name).collect(Collectors.toSet());
        if (!names.containsAll(REQUIRED_INPUTS) || !KNOWN_INPUTS.containsAll(names)) {
            throw new IllegalArgumentException(
                    "the graph's inputs are %s%s; expected input_ids, attention_mask and optionally token_type_ids"
                            .formatted(
                                    GraphTensor.described(inputs),
                                    names.stream().anyMatch(name -> name.startsWith(CACHE))
                                            ? ": it is exported to generate text, with a cache"
                                            : ""));
        }
        for (GraphTensor input : inputs) {
            if (input.type() != OnnxJavaType.INT64) {
                throw new IllegalArgumentException(
                        "the graph's input %s is %s; expected int64"
                                .formatted(input.name(), input.typeName()));
            }
        }
    }

    private static GraphSignature classifier(List<GraphTensor> outputs, boolean tokenTypes) {
        List<GraphTensor> fitting = outputs.stream().filter(output -> output.isFloat(2)).toList();
        GraphTensor logits =
                fitting.stream()
                        .filter(output -> output.name().equals(LOGITS))
                        .findFirst()
                        .or(() -> fitting.stream().findFirst())
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "the graph's outputs are %s; expected one of float32 or float16 and shape [batch, labels]"
                                                .formatted(GraphTensor.described(outputs))));
        return of(logits, OutputKind.LOGITS, tokenTypes, logits.lastDimension());
    }

    /**
     * Returns the signature of a graph that is run for one of its outputs.
     *
     * @throws IllegalArgumentException if the last dimension of the output is not fixed
     */
    static GraphSignature of(
            GraphTensor output, OutputKind kind, boolean tokenTypes, long dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException(
                    "the last dimension of the graph's output %s is not fixed".formatted(output));
        }
        return new GraphSignature(
                tokenTypes,
                kind,
                output.name(),
                output.type() == OnnxJavaType.FLOAT16,
                Math.toIntExact(dimension));
    }

    /** Returns the exception for a graph that does not match its specification. */
    public static ModelLoadException unfit(GraphSpec spec, Path onnx, Exception cause) {
        return new ModelLoadException(
                "model '%s': %s: %s".formatted(spec.id(), onnx, cause.getMessage()),
                "Export the model as a %s, and correct its settings in %s."
                        .formatted(
                                switch (spec) {
                                    case ModelSpec _ -> "text encoder (feature extraction)";
                                    case RerankerSpec _ ->
                                            "cross-encoder (text classification with one label)";
                                },
                                spec.property()),
                cause);
    }
}
