package io.semblance.embedding.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/**
 * Appends pooling to a graph, so that the device that computes the tokens' vectors also pools them:
 * a batch of 16,384 tokens with 384 dimensions then yields some tens of kilobytes instead of 25 MB
 * that the host would copy and read. Every kind of pooling is one matrix product of the weights
 * {@code [batch, 1, sequence]}, an input, and the tokens' vectors {@code [batch, sequence,
 * dimension]}. It is computed in float32, even if the vectors are float16.
 */
public final class PooledGraph {

    /** Name of the added input, the weights of the tokens. */
    public static final String WEIGHTS = "semblance.weights";

    /** Name of the added output, float32 {@code [batch, 1, dimension]}. */
    public static final String VECTORS = "semblance.vectors";

    /** Name of the tokens' vectors in float32 if the graph yields float16. */
    private static final String HIDDEN = "semblance.hidden";

    private PooledGraph() {}

    /**
     * Returns the name of the output {@code [batch, sequence, dimension]} in float32 of a graph
     * with pooling.
     */
    public static String hidden(GraphSignature graph) {
        return graph.half() ? HIDDEN : graph.output();
    }

    /** Returns the nodes, inputs and outputs to append. */
    public static GraphProto.Builder pooling(GraphSignature graph) {
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
