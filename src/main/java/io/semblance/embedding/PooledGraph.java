package io.semblance.embedding;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/**
 * A graph with its pooling appended, so that the device that has the tokens' vectors pools them: a
 * batch of 16,384 tokens of 384 dimensions then yields some tens of kilobytes, and not 25 MB that
 * would be copied to the host and read there. Every kind of pooling is one product of matrices: the
 * weights {@code [batch, 1, sequence]}, an input, with the tokens' vectors {@code [batch, sequence,
 * dimension]}. It is done in float32, also where those are float16.
 */
final class PooledGraph {

    /** The input that is added. */
    static final String WEIGHTS = "semblance.weights";

    /** The output that is added, {@code [batch, 1, dimension]} of float32. */
    static final String VECTORS = "semblance.vectors";

    /** The tokens' vectors in float32, where the graph has them in float16. */
    private static final String HIDDEN = "semblance.hidden";

    private PooledGraph() {}

    /** The output {@code [batch, sequence, dimension]} of float32, in a graph that pools. */
    static String hidden(OnnxGraph graph) {
        return graph.half() ? HIDDEN : graph.output();
    }

    /** What pools. */
    static GraphProto.Builder pooling(OnnxGraph graph) {
        GraphProto.Builder added = GraphProto.newBuilder();
        String hidden = graph.output();
        if (graph.half()) {
            added.addNode(OnnxNodes.cast(DataType.FLOAT, HIDDEN, hidden));
            hidden = HIDDEN;
            added.addOutput(OnnxNodes.value(HIDDEN, DataType.FLOAT, 0, 0, graph.dimension()));
        }
        added.addNode(OnnxNodes.node("MatMul", VECTORS, WEIGHTS, hidden))
                .addInput(OnnxNodes.value(WEIGHTS, DataType.FLOAT, 0, 1, 0))
                .addOutput(OnnxNodes.value(VECTORS, DataType.FLOAT, 0, 1, graph.dimension()));
        return added;
    }
}
