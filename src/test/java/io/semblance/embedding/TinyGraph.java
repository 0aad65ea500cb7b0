package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ONNX graphs made by hand, byte by byte (onnx.proto, opset 11), for what no real model does. */
public final class TinyGraph {

    private static final int INT64 = 7;
    private static final int FLOAT = 1;

    private TinyGraph() {}

    /** A text encoder of one dimension that yields NaN for every token. */
    public static byte[] yieldingNaN() {
        return model(List.of("input_ids", "attention_mask"));
    }

    /** The same, with inputs of other names. */
    static byte[] withInputs(String... inputs) {
        return model(List.of(inputs));
    }

    private static byte[] model(List<String> inputs) {
        Message graph =
                new Message()
                        .add(1, node("Cast", attribute("to", FLOAT), "x", inputs.getFirst()))
                        .add(1, node("Sub", null, "zero", "x", "x"))
                        .add(1, node("Div", null, "nan", "zero", "zero"))
                        .add(1, node("Unsqueeze", axes(2), "last_hidden_state", "nan"))
                        .add(2, "tiny");
        for (String input : inputs) {
            graph.add(11, value(input, INT64, dimension("batch"), dimension("sequence")));
        }
        graph.add(
                12,
                value(
                        "last_hidden_state",
                        FLOAT,
                        dimension("batch"),
                        dimension("sequence"),
                        new Message().add(1, 1)));
        return new Message().add(1, 6).add(8, new Message().add(2, 11)).add(7, graph).bytes();
    }

    private static Message node(
            String type, @Nullable Message attribute, String output, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.add(1, input);
        }
        node.add(2, output).add(4, type);
        return attribute == null ? node : node.add(5, attribute);
    }

    private static Message attribute(String name, int value) {
        return new Message().add(1, name).add(3, value).add(20, 2);
    }

    private static Message axes(int axis) {
        return new Message().add(1, "axes").add(8, axis).add(20, 7);
    }

    private static Message value(String name, int type, Message... dimensions) {
        Message shape = new Message();
        for (Message dimension : dimensions) {
            shape.add(1, dimension);
        }
        Message tensor = new Message().add(1, type).add(2, shape);
        return new Message().add(1, name).add(2, new Message().add(1, tensor));
    }

    private static Message dimension(String name) {
        return new Message().add(2, name);
    }

    /** A protocol-buffers message: fields with their numbers. */
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message add(int field, int value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message add(int field, String value) {
            return add(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message add(int field, Message value) {
            return add(field, value.bytes());
        }

        private Message add(int field, byte[] value) {
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
}
