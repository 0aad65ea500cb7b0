package io.semblance.embedding.graph;

import static io.semblance.embedding.graph.OnnxNodes.cast;
import static io.semblance.embedding.graph.OnnxNodes.list;
import static io.semblance.embedding.graph.OnnxNodes.node;
import static io.semblance.embedding.graph.OnnxNodes.value;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

import java.util.List;

/** ONNX graphs made by hand (opset 11), for what no real model does. */
public final class TinyGraph {

    private static final int OPSET = 11;
    private static final String IDS = GraphSignature.INPUT_IDS;
    private static final String HIDDEN = "last_hidden_state";

    private TinyGraph() {}

    /** A text encoder of one dimension that yields NaN for every token. */
    public static byte[] yieldingNaN() {
        return yieldingNaN(List.of(IDS, GraphSignature.ATTENTION_MASK));
    }

    /** The same, with inputs of other names. */
    public static byte[] withInputs(String... inputs) {
        return yieldingNaN(List.of(inputs));
    }

    private static byte[] yieldingNaN(List<String> inputs) {
        GraphProto.Builder graph =
                GraphProto.newBuilder()
                        .addNode(cast(DataType.FLOAT, "x", inputs.getFirst()))
                        .addNode(node("Sub", "zero", "x", "x"))
                        .addNode(node("Div", "nan", "zero", "zero"))
                        .addNode(node("Unsqueeze", HIDDEN, "nan").addAttribute(list("axes", 2)))
                        .addOutput(value(HIDDEN, DataType.FLOAT, 0, 0, 1));
        return model(graph, inputs);
    }

    /**
     * A text encoder that yields for every token its id times each of two weights, in float16.
     *
     * @param weights file beside the graph with the two, float32 and little-endian
     */
    public static byte[] yieldingHalf(String weights) {
        TensorProto.Builder external =
                TensorProto.newBuilder()
                        .addDims(1)
                        .addDims(2)
                        .setDataType(DataType.FLOAT_VALUE)
                        .setName("weights")
                        .addExternalData(
                                StringStringEntryProto.newBuilder()
                                        .setKey("location")
                                        .setValue(weights))
                        .setDataLocation(DataLocation.EXTERNAL);
        GraphProto.Builder graph =
                GraphProto.newBuilder()
                        .addNode(cast(DataType.FLOAT, "x", IDS))
                        .addNode(node("Unsqueeze", "column", "x").addAttribute(list("axes", 2)))
                        .addNode(node("MatMul", "product", "column", "weights"))
                        .addNode(cast(DataType.FLOAT16, HIDDEN, "product"))
                        .addInitializer(external)
                        .addOutput(value(HIDDEN, DataType.FLOAT16, 0, 0, 2));
        return model(graph, List.of(IDS, GraphSignature.ATTENTION_MASK));
    }

    private static byte[] model(GraphProto.Builder graph, List<String> inputs) {
        graph.setName("tiny");
        for (String input : inputs) {
            graph.addInput(value(input, DataType.INT64, 0, 0));
        }
        return OnnxNodes.model(OPSET, graph).build().toByteArray();
    }
}
