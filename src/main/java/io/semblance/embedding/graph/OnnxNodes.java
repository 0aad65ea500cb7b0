package io.semblance.embedding.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import java.util.List;

/** Builds parts of ONNX graphs. */
public final class OnnxNodes {

    private static final long IR_VERSION = 6;

    private OnnxNodes() {}

    /** Creates a node with one output; the node has the name of the output. */
    public static NodeProto.Builder node(String type, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .setName(output)
                .addOutput(output)
                .addAllInput(List.of(inputs));
    }

    /** Creates a node that converts to another number type. */
    public static NodeProto.Builder cast(DataType to, String output, String input) {
        return node("Cast", output, input).addAttribute(integer("to", to.getNumber()));
    }

    /** Creates an attribute with an integer. */
    static AttributeProto.Builder integer(String name, long number) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(number);
    }

    /** Creates an attribute with a list of one integer. */
    static AttributeProto.Builder list(String name, long number) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INTS)
                .addInts(number);
    }

    /** Creates an input or output; a dimension of 0 stands for any size. */
    public static ValueInfoProto.Builder value(String name, DataType type, int... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (int dimension : shape) {
            TensorShapeProto.Dimension.Builder any = dimensions.addDimBuilder();
            if (dimension > 0) {
                any.setDimValue(dimension);
            }
        }
        var tensor =
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(dimensions);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor));
    }

    /** Creates the model of a graph with an operator set version. */
    public static ModelProto.Builder model(long opset, GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph);
    }

    /** Returns whether a node has graphs of its own, for example the branches of {@code If}. */
    public static boolean hasSubgraph(NodeProto node) {
        return node.getAttributeList().stream()
                .anyMatch(attribute -> attribute.hasG() || attribute.getGraphsCount() > 0);
    }
}
