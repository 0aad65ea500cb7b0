package io.semblance.embedding;

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

/** Parts of ONNX graphs that are made here. */
final class OnnxNodes {

    private static final long IR_VERSION = 6;

    private OnnxNodes() {}

    /** A node with one output, which names it. */
    static NodeProto.Builder node(String type, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .setName(output)
                .addOutput(output)
                .addAllInput(List.of(inputs));
    }

    /** A node that converts to another type of number. */
    static NodeProto.Builder cast(DataType to, String output, String input) {
        return node("Cast", output, input).addAttribute(integer("to", to.getNumber()));
    }

    /** An attribute that is one number. */
    static AttributeProto.Builder integer(String name, long number) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(number);
    }

    /** An attribute that is a list of one number. */
    static AttributeProto.Builder list(String name, long number) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INTS)
                .addInts(number);
    }

    /** An input or output; a dimension of 0 is any. */
    static ValueInfoProto.Builder value(String name, DataType type, int... shape) {
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

    /** The model of a graph. */
    static ModelProto.Builder model(long opset, GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph);
    }
}
