package io.semblance.embedding;

import static io.semblance.embedding.OnnxProto.FLOAT;
import static io.semblance.embedding.OnnxProto.FLOAT16;
import static io.semblance.embedding.OnnxProto.INT64;
import static io.semblance.embedding.OnnxProto.attribute;
import static io.semblance.embedding.OnnxProto.node;
import static io.semblance.embedding.OnnxProto.value;

import java.util.List;

/** ONNX graphs made by hand (opset 11), for what no real model does. */
public final class TinyGraph {

    private static final int OPSET = 11;
    private static final String IDS = OnnxGraph.INPUT_IDS;
    private static final String HIDDEN = "last_hidden_state";

    private TinyGraph() {}

    /** A text encoder of one dimension that yields NaN for every token. */
    public static byte[] yieldingNaN() {
        return yieldingNaN(List.of(IDS, OnnxGraph.ATTENTION_MASK));
    }

    /** The same, with inputs of other names. */
    static byte[] withInputs(String... inputs) {
        return yieldingNaN(List.of(inputs));
    }

    private static byte[] yieldingNaN(List<String> inputs) {
        OnnxProto graph =
                new OnnxProto()
                        .add(1, node("Cast", attribute("to", FLOAT), "x", inputs.getFirst()))
                        .add(1, node("Sub", null, "zero", "x", "x"))
                        .add(1, node("Div", null, "nan", "zero", "zero"))
                        .add(1, node("Unsqueeze", axes(2), HIDDEN, "nan"))
                        .add(12, value(HIDDEN, FLOAT, 0, 0, 1));
        return model(graph, inputs);
    }

    /**
     * A text encoder that yields for every token its id times each of two weights, in float16.
     *
     * @param weights file beside the graph with the two, float32 and little-endian
     */
    static byte[] yieldingHalf(String weights) {
        OnnxProto location = new OnnxProto().add(1, "location").add(2, weights);
        OnnxProto external =
                new OnnxProto()
                        .add(1, 1)
                        .add(1, 2)
                        .add(2, FLOAT)
                        .add(8, "weights")
                        .add(13, location)
                        .add(14, 1);
        OnnxProto graph =
                new OnnxProto()
                        .add(1, node("Cast", attribute("to", FLOAT), "x", IDS))
                        .add(1, node("Unsqueeze", axes(2), "column", "x"))
                        .add(1, node("MatMul", null, "product", "column", "weights"))
                        .add(1, node("Cast", attribute("to", FLOAT16), HIDDEN, "product"))
                        .add(5, external)
                        .add(12, value(HIDDEN, FLOAT16, 0, 0, 2));
        return model(graph, List.of(IDS, OnnxGraph.ATTENTION_MASK));
    }

    private static byte[] model(OnnxProto graph, List<String> inputs) {
        graph.add(2, "tiny");
        for (String input : inputs) {
            graph.add(11, value(input, INT64, 0, 0));
        }
        return OnnxProto.model(OPSET, graph).bytes();
    }

    private static OnnxProto axes(int axis) {
        return new OnnxProto().add(1, "axes").add(8, axis).add(20, 7);
    }
}
