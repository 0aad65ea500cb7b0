package io.semblance.embedding.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An index of an ONNX graph: the node that writes a value, the nodes that read it, and the constant
 * values.
 */
final class OnnxIndex {

    private final Map<String, NodeProto> producers = new HashMap<>();
    private final Map<String, List<NodeProto>> consumers = new HashMap<>();
    private final Map<String, TensorProto> constants = new HashMap<>();

    /** Creates the index of a graph. */
    OnnxIndex(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> producers.put(output, node));
            node.getInputList()
                    .forEach(input ->
                            consumers.computeIfAbsent(input, _ -> new ArrayList<>()).add(node));
            if (node.getOpType().equals("Constant") && node.getAttribute(0).hasT()) {
                constants.put(node.getOutput(0), node.getAttribute(0).getT());
            }
        }
    }

    /** Returns the node that writes a value; empty for inputs of the graph and initializers. */
    Optional<NodeProto> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /** Returns the node that writes a value, if it has this type. */
    Optional<NodeProto> producer(String value, String type) {
        return producer(value).filter(node -> node.getOpType().equals(type));
    }

    /**
     * Returns the only node that reads a value, if it has this type. Nodes that read only its shape
     * do not count.
     */
    Optional<NodeProto> onlyConsumer(String value, String type) {
        List<NodeProto> readers =
                consumers.getOrDefault(value, List.of()).stream()
                        .filter(node -> !node.getOpType().equals("Shape"))
                        .toList();
        return readers.size() == 1
                ? readers.stream().filter(node -> node.getOpType().equals(type)).findFirst()
                : Optional.empty();
    }

    /** Returns an initializer, or the tensor of a {@code Constant} node. */
    Optional<TensorProto> constant(String value) {
        return Optional.ofNullable(constants.get(value));
    }
}
