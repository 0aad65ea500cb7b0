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
 * @param head what its output is
 * @param output name of that output
 * @param half whether that output is float16, otherwise float32
 * @param dimension the last one of that output
 */
record OnnxGraph(boolean tokenTypes, Head head, String output, boolean half, int dimension) {

    static final String INPUT_IDS = "input_ids";
    static final String ATTENTION_MASK = "attention_mask";
    static final String TOKEN_TYPE_IDS = "token_type_ids";

    private static final Set<String> KNOWN_INPUTS =
            Set.of(INPUT_IDS, ATTENTION_MASK, TOKEN_TYPE_IDS);

    private static final Set<String> PREFERRED_OUTPUTS =
            Set.of("last_hidden_state", "token_embeddings", "logits");

    /** What a graph is run for. */
    enum Head {
        /** Vectors of tokens, to be pooled. */
        TOKEN_VECTORS("[batch, sequence, dimension]", 3),
        /** The scores of a classification, one row for each input. */
        LOGITS("[batch, labels]", 2);

        private final String shape;
        private final int rank;

        Head(String shape, int rank) {
            this.shape = shape;
            this.rank = rank;
        }

        private boolean isMetBy(NodeInfo output) {
            return output.getInfo() instanceof TensorInfo info
                    && (info.type == OnnxJavaType.FLOAT || info.type == OnnxJavaType.FLOAT16)
                    && info.getShape().length == rank;
        }
    }

    /**
     * Reads a graph.
     *
     * @throws IllegalArgumentException if it cannot be run for this head; the message says what it
     *     has and what was expected
     */
    static OnnxGraph of(OrtSession session, Head head) throws OrtException {
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
        NodeInfo output = output(session.getOutputInfo(), head);
        long[] shape = tensor(output).getShape();
        long dimension = shape[shape.length - 1];
        if (dimension < 1) {
            throw new IllegalArgumentException(
                    "the last dimension of the graph's output %s is not fixed"
                            .formatted(output.getName()));
        }
        return new OnnxGraph(
                inputs.containsKey(TOKEN_TYPE_IDS),
                head,
                output.getName(),
                tensor(output).type == OnnxJavaType.FLOAT16,
                Math.toIntExact(dimension));
    }

    private static NodeInfo output(Map<String, NodeInfo> outputs, Head head) {
        List<NodeInfo> fitting = outputs.values().stream().filter(head::isMetBy).toList();
        return fitting.stream()
                .filter(output -> PREFERRED_OUTPUTS.contains(output.getName()))
                .findFirst()
                .or(() -> fitting.stream().findFirst())
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "the graph's outputs are %s; expected one of float32 or float16 and shape %s"
                                        .formatted(outputs, head.shape)));
    }

    private static TensorInfo tensor(NodeInfo node) {
        if (node.getInfo() instanceof TensorInfo info) {
            return info;
        }
        throw new IllegalArgumentException(
                "%s of the graph is no tensor".formatted(node.getName()));
    }
}
