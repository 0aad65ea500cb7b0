package io.semblance.embedding;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a graph takes and yields, read when it is loaded.
 *
 * @param tokenTypes whether it takes {@code token_type_ids}
 * @param output name of the output {@code [batch, sequence, dimension]}
 * @param half whether that output is float16, otherwise float32
 * @param dimension of that output
 */
record OnnxGraph(boolean tokenTypes, String output, boolean half, int dimension) {

    static final String INPUT_IDS = "input_ids";
    static final String ATTENTION_MASK = "attention_mask";
    static final String TOKEN_TYPE_IDS = "token_type_ids";

    private static final Set<String> KNOWN_INPUTS =
            Set.of(INPUT_IDS, ATTENTION_MASK, TOKEN_TYPE_IDS);
    private static final Set<String> PREFERRED_OUTPUTS =
            Set.of("last_hidden_state", "token_embeddings");

    /**
     * Reads a graph.
     *
     * @throws IllegalArgumentException if it is no text encoder that can be run; the message says
     *     what it has and what was expected
     */
    static OnnxGraph of(OrtSession session) throws OrtException {
        Map<String, NodeInfo> inputs = session.getInputInfo();
        if (!inputs.keySet().containsAll(Set.of(INPUT_IDS, ATTENTION_MASK))
                || !KNOWN_INPUTS.containsAll(inputs.keySet())) {
            throw new IllegalArgumentException(
                    "the graph's inputs are %s; expected input_ids, attention_mask and optionally token_type_ids"
                            .formatted(inputs.keySet()));
        }
        for (var input : inputs.entrySet()) {
            if (tensor(input.getValue()).type != OnnxJavaType.INT64) {
                throw new IllegalArgumentException(
                        "the graph's input %s is %s; expected int64"
                                .formatted(input.getKey(), tensor(input.getValue()).type));
            }
        }
        NodeInfo output = output(session.getOutputInfo());
        long[] shape = tensor(output).getShape();
        if (shape[2] < 1) {
            throw new IllegalArgumentException(
                    "the last dimension of the graph's output %s is not fixed"
                            .formatted(output.getName()));
        }
        return new OnnxGraph(
                inputs.containsKey(TOKEN_TYPE_IDS),
                output.getName(),
                tensor(output).type == OnnxJavaType.FLOAT16,
                Math.toIntExact(shape[2]));
    }

    private static NodeInfo output(Map<String, NodeInfo> outputs) {
        List<NodeInfo> tokenVectors =
                outputs.values().stream().filter(OnnxGraph::isTokenVectors).toList();
        return tokenVectors.stream()
                .filter(output -> PREFERRED_OUTPUTS.contains(output.getName()))
                .findFirst()
                .or(() -> tokenVectors.stream().findFirst())
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "the graph's outputs are %s; expected one of float32 or float16 and shape [batch, sequence, dimension]"
                                        .formatted(outputs)));
    }

    private static boolean isTokenVectors(NodeInfo output) {
        return output.getInfo() instanceof TensorInfo info
                && (info.type == OnnxJavaType.FLOAT || info.type == OnnxJavaType.FLOAT16)
                && info.getShape().length == 3;
    }

    private static TensorInfo tensor(NodeInfo node) {
        if (node.getInfo() instanceof TensorInfo info) {
            return info;
        }
        throw new IllegalArgumentException(
                "%s of the graph is no tensor".formatted(node.getName()));
    }
}
