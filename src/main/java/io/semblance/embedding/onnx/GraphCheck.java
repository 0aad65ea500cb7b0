package io.semblance.embedding.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.semblance.embedding.Pooling;
import io.semblance.embedding.graph.EmbeddingOutput;
import io.semblance.embedding.graph.GraphSignature;
import io.semblance.embedding.graph.GraphTensor;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.model.OutputKind;
import io.semblance.embedding.pooling.PooledLayer;

import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs a graph when it is loaded, to check what its inputs and outputs do not declare: whether the
 * vectors that the graph pools match the model's settings. Otherwise the vectors would be wrong
 * without an error.
 */
final class GraphCheck {

    /**
     * First of the ids that are ordinary tokens in most vocabularies; those below are padding or
     * special tokens.
     */
    private static final int FIRST_ID = 4;

    private static final int IDS = 5;
    private static final int SHORT = 3;
    private static final int LONG = 24;

    /** Half precision stays above this limit, other pooling or layers stay below. */
    private static final double LEAST_COSINE = 0.99;

    private static final double UNIT_TOLERANCE = 1e-2;

    private final OrtSession session;
    private final GraphSignature graph;
    private final ModelSpec model;

    private GraphCheck(OrtSession session, GraphSignature graph, ModelSpec model) {
        this.session = session;
        this.graph = graph;
        this.model = model;
    }

    /**
     * Checks a graph.
     *
     * @param session the graph itself on the CPU
     * @param graph the signature of the graph
     * @param model the specification of the model
     * @throws IllegalArgumentException if the graph would yield wrong vectors; the message says why
     */
    static void check(OrtSession session, GraphSignature graph, ModelSpec model)
            throws OrtException {
        var check = new GraphCheck(session, graph, model);
        check.requireSameVectorsAsPooled();
        check.requireLengthAsSet();
    }

    /**
     * Requires that the vectors that the graph pools are those that pooling here computes from the
     * vectors of tokens.
     */
    private void requireSameVectorsAsPooled() throws OrtException {
        Optional<GraphTensor> pooled =
                EmbeddingOutput.pooled(GraphTensor.of(session.getOutputInfo()));
        if (graph.outputKind() != OutputKind.TOKEN_VECTORS || pooled.isEmpty()) {
            return;
        }
        float[] made = vector(LONG);
        for (PooledLayer.Spec layer : model.modules().layers()) {
            made = layer.load().apply(made);
        }
        float[] given = new ProbeBatch(ids(LONG)).run(session, pooled.get().name());
        if (given.length != made.length || cosine(made, given) < LEAST_COSINE) {
            throw new IllegalArgumentException(
                    "the graph's output %s is not what pooling=%s makes of its output %s: the model has other pooling or more layers; %s"
                            .formatted(
                                    pooled.get(),
                                    pooling().id(),
                                    graph.output(),
                                    model.modules().poolingIsConfigured()
                                            ? "leave pooling unset to use " + pooled.get().name()
                                            : "make the folder's modules and the graph agree"));
        }
    }

    /** Rejects normalised vectors if the settings ask for vectors that are not. */
    private void requireLengthAsSet() throws OrtException {
        if (graph.outputKind() == OutputKind.TEXT_VECTORS
                && !model.modules().normalizes()
                && isUnit(vector(SHORT))
                && isUnit(vector(LONG))) {
            throw new IllegalArgumentException(
                    "the graph's output %s has unit length, but the model's settings ask for embeddings that are not normalised (normalize=false, or no Normalize module); set normalize=true if normalised embeddings are right"
                            .formatted(graph.output()));
        }
    }

    private static boolean isUnit(float[] vector) {
        return Math.abs(Math.sqrt(dot(vector, vector)) - 1) < UNIT_TOLERANCE;
    }

    /** Returns the vector of a text with this number of tokens. */
    private float[] vector(int tokens) throws OrtException {
        float[] output = new ProbeBatch(ids(tokens)).run(session, graph.output());
        return switch (graph.outputKind()) {
            case TEXT_VECTORS, LOGITS -> output;
            case TOKEN_VECTORS -> {
                float[] vector = new float[output.length / tokens];
                pooling().pool(FloatBuffer.wrap(output), 0, tokens, vector);
                yield vector;
            }
        };
    }

    private Pooling pooling() {
        return Objects.requireNonNull(model.modules().pooling());
    }

    private static double cosine(float[] one, float[] other) {
        return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    private static int[] ids(int count) {
        return IntStream.range(0, count).map(i -> FIRST_ID + i % IDS).toArray();
    }
}
