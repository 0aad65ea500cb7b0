package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message of onnx.proto in the encoding of protocol buffers: fields with their numbers. Enough to
 * write a graph of a few nodes without a library.
 *
 * <p>Put behind another message of its kind it is merged into that one: what may come more than
 * once, such as a graph's nodes, inputs and outputs, is appended (protobuf.dev, Encoding, "Last One
 * Wins").
 */
final class OnnxProto {

    /** Values of {@code TensorProto.DataType}. */
    static final int FLOAT = 1;

    static final int INT64 = 7;
    static final int FLOAT16 = 10;

    private static final int ATTRIBUTE_INT = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A {@code NodeProto}. */
    static OnnxProto node(
            String type, @Nullable OnnxProto attribute, String output, String... inputs) {
        OnnxProto node = new OnnxProto();
        for (String input : inputs) {
            node.add(1, input);
        }
        node.add(2, output).add(4, type);
        return attribute == null ? node : node.add(5, attribute);
    }

    /** An {@code AttributeProto} that is one number. */
    static OnnxProto attribute(String name, int value) {
        return new OnnxProto().add(1, name).add(3, value).add(20, ATTRIBUTE_INT);
    }

    /** The {@code ValueInfoProto} of a tensor; a dimension of 0 is any. */
    static OnnxProto value(String name, int type, int... shape) {
        OnnxProto dimensions = new OnnxProto();
        for (int dimension : shape) {
            OnnxProto any = new OnnxProto();
            dimensions.add(1, dimension == 0 ? any : any.add(1, dimension));
        }
        OnnxProto tensor = new OnnxProto().add(1, type).add(2, dimensions);
        return new OnnxProto().add(1, name).add(2, new OnnxProto().add(1, tensor));
    }

    /** The {@code ModelProto} of a graph. */
    static OnnxProto model(int opset, OnnxProto graph) {
        return new OnnxProto().add(1, 6).add(8, new OnnxProto().add(2, opset)).add(7, graph);
    }

    OnnxProto add(int field, int value) {
        varint(field << 3);
        varint(value);
        return this;
    }

    OnnxProto add(int field, String value) {
        return add(field, value.getBytes(StandardCharsets.UTF_8));
    }

    OnnxProto add(int field, OnnxProto value) {
        return add(field, value.bytes());
    }

    OnnxProto add(int field, byte[] value) {
        varint((field << 3) | 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    private void varint(int value) {
        int rest = value;
        while (rest > 127) {
            out.write((rest & 127) | 128);
            rest >>>= 7;
        }
        out.write(rest);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
