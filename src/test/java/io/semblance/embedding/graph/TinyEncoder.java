package io.semblance.embedding.graph;

import static io.semblance.embedding.graph.OnnxNodes.cast;
import static io.semblance.embedding.graph.OnnxNodes.list;
import static io.semblance.embedding.graph.OnnxNodes.node;
import static io.semblance.embedding.graph.OnnxNodes.value;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Text encoders made by hand (opset 11): a token's vector is its id times each of two weights,
 * which are in the graph or in files beside it.
 */
public final class TinyEncoder {

    private static final int OPSET = 11;
    private static final String HIDDEN = "last_hidden_state";

    private TinyEncoder() {}

    /** With weights in the graph. */
    public static byte[] weighted(float first, float second) {
        return model(graph(inline(first, second), 0, 0, DataType.FLOAT));
    }

    /** The same, yielding float16. */
    public static byte[] half(float first, float second) {
        return model(graph(inline(first, second), 0, 0, DataType.FLOAT16));
    }

    /** With a batch and a sequence that are fixed; 0 is any. */
    public static byte[] shaped(int batch, int sequence) {
        return model(graph(inline(1, 1), batch, sequence, DataType.FLOAT));
    }

    /** With a sequence that is fixed, which its inputs do not declare. */
    public static byte[] tracedWith(int sequence) {
        GraphProto.Builder graph = graph(inline(1, 1), 0, 0, DataType.FLOAT);
        graph.getNodeBuilder(0).setInput(0, "reshaped");
        graph.addInitializer(
                        TensorProto.newBuilder()
                                .setName("shape")
                                .setDataType(DataType.INT64_VALUE)
                                .addDims(2)
                                .addInt64Data(-1)
                                .addInt64Data(sequence))
                .addNode(0, node("Reshape", "reshaped", GraphSignature.INPUT_IDS, "shape"));
        return model(graph);
    }

    /** With weights in a file, which the graph names so. */
    public static byte[] external(String location) {
        return model(graph(outside("weights", location), 0, 0, DataType.FLOAT));
    }

    /** With weights in a file and in another one, which a node within a branch names. */
    public static byte[] external(String location, String inBranch) {
        GraphProto.Builder graph = graph(outside("weights", location), 0, 0, DataType.FLOAT);
        graph.getNodeBuilder(2).setName("plain").setOutput(0, "plain");
        AttributeProto.Builder constant =
                AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeType.TENSOR)
                        .setT(outside("summand", inBranch));
        GraphProto.Builder branch =
                GraphProto.newBuilder()
                        .setName("branch")
                        .addNode(node("Constant", "summand").addAttribute(constant))
                        .addNode(node("Add", "sum", "plain", "summand"))
                        .addOutput(value("sum", DataType.FLOAT, 0, 0, 2));
        graph.addInitializer(
                        TensorProto.newBuilder()
                                .setName("true")
                                .setDataType(DataType.BOOL_VALUE)
                                .addInt32Data(1))
                .addNode(
                        3,
                        node("If", "product", "true")
                                .addAttribute(attribute("then_branch", branch))
                                .addAttribute(attribute("else_branch", branch)));
        return model(graph);
    }

    /** Writes a file of two weights. */
    public static void writeWeights(Path file, float first, float second) throws IOException {
        Files.write(
                file,
                ByteBuffer.allocate(2 * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(first)
                        .putFloat(second)
                        .array());
    }

    private static AttributeProto.Builder attribute(String name, GraphProto.Builder graph) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.GRAPH).setG(graph);
    }

    private static TensorProto.Builder inline(float first, float second) {
        return tensor("weights").addFloatData(first).addFloatData(second);
    }

    private static TensorProto.Builder outside(String name, String location) {
        return tensor(name)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location))
                .setDataLocation(DataLocation.EXTERNAL);
    }

    private static TensorProto.Builder tensor(String name) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT_VALUE)
                .addDims(1)
                .addDims(2);
    }

    private static GraphProto.Builder graph(
            TensorProto.Builder weights, int batch, int sequence, DataType output) {
        return GraphProto.newBuilder()
                .setName("tiny")
                .addInput(value(GraphSignature.INPUT_IDS, DataType.INT64, batch, sequence))
                .addInput(value(GraphSignature.ATTENTION_MASK, DataType.INT64, batch, sequence))
                .addInitializer(weights)
                .addNode(cast(DataType.FLOAT, "x", GraphSignature.INPUT_IDS))
                .addNode(node("Unsqueeze", "column", "x").addAttribute(list("axes", 2)))
                .addNode(node("MatMul", "product", "column", "weights"))
                .addNode(cast(output, HIDDEN, "product"))
                .addOutput(value(HIDDEN, output, 0, 0, 2));
    }

    private static byte[] model(GraphProto.Builder graph) {
        return OnnxNodes.model(OPSET, graph).build().toByteArray();
    }
}
