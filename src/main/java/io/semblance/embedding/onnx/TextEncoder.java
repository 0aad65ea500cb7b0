package io.semblance.embedding.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;

import io.semblance.embedding.ModelDescription;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.graph.GraphSignature;
import io.semblance.embedding.graph.PooledGraph;
import io.semblance.embedding.model.EmbeddingModules;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.model.OutputKind;
import io.semblance.embedding.pooling.PooledLayer;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A loaded embedding model. Thread-safe. */
public final class TextEncoder extends LoadedModel {

    private final ModelDescription description;
    private final List<PooledLayer> layers;

    TextEncoder(ModelDescription description, LoadedGraph graph, List<PooledLayer> layers) {
        super(graph);
        this.description = description;
        this.layers = List.copyOf(layers);
    }

    /**
     * Loads a model.
     *
     * @param spec the specification
     * @param files the model's files
     * @param device the device that runs it
     * @param threads threads of one run
     * @throws ModelLoadException if a file is missing or damaged, the graph does not match the
     *     specification, or the device cannot run it
     */
    public static TextEncoder load(
            ModelSpec spec, ModelFiles files, Device device, ThreadCounts threads) {
        LoadedGraph graph = LoadedGraph.load(spec, files, device, threads);
        try {
            requireNoVocabulary(spec, graph);
            return new TextEncoder(description(spec, graph), graph, layers(spec, graph));
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    /**
     * Rejects a graph with one number per token of the vocabulary: it is a language model, even if
     * its output has the name of an encoder's.
     */
    private static void requireNoVocabulary(ModelSpec spec, LoadedGraph graph) {
        GraphSignature read = graph.session().graph();
        if (spec.modules().tokenDimension() == null
                && spec.dimensions() == null
                && read.dimension() == graph.tokenizer().vocabularySize()) {
            throw new ModelLoadException(
                    "model '%s': the graph's output %s has %d dimensions, as many as the vocabulary has tokens: the graph is a language model"
                            .formatted(spec.id(), read.output(), read.dimension()),
                    "Export the model as a text encoder (feature extraction). If these are"
                            + " embeddings, set dimensions in semblance.models.",
                    null);
        }
    }

    private static List<PooledLayer> layers(ModelSpec spec, LoadedGraph graph) {
        if (graph.session().graph().outputKind() == OutputKind.TEXT_VECTORS) {
            return List.of();
        }
        try {
            return spec.modules().layers().stream().map(PooledLayer.Spec::load).toList();
        } catch (IllegalArgumentException e) {
            throw new ModelLoadException(
                    "model '%s': %s".formatted(spec.id(), e.getMessage()),
                    "Save the model's folder again with sentence-transformers.",
                    e);
        }
    }

    private static ModelDescription description(ModelSpec spec, LoadedGraph graph) {
        GraphSignature read = graph.session().graph();
        boolean pooledByGraph = read.outputKind() == OutputKind.TEXT_VECTORS;
        EmbeddingModules modules = spec.modules();
        return new ModelDescription(
                spec.id(),
                version(spec, graph),
                pooledByGraph ? read.dimension() : modules.dimension(read.dimension()),
                spec.maxTokens(),
                graph.precision(),
                modules.pooling(),
                modules.normalizes(),
                spec.prompts(),
                spec.truncationSide());
    }

    private static String version(ModelSpec spec, LoadedGraph graph) {
        GraphSignature read = graph.session().graph();
        boolean pooledByGraph = read.outputKind() == OutputKind.TEXT_VECTORS;
        List<String> settings = new ArrayList<>();
        settings.add(pooledByGraph ? read.output() : pooling(spec).id());
        settings.add(String.valueOf(spec.modules().normalizes()));
        settings.add(spec.prompts().query());
        settings.add(spec.prompts().document());
        settings.add(String.valueOf(spec.maxTokens()));
        if (!pooledByGraph) {
            spec.modules().layers().forEach(layer -> settings.add(layer.version()));
        }
        return graph.version(settings.toArray(String[]::new));
    }

    private static Pooling pooling(ModelSpec spec) {
        return Objects.requireNonNull(spec.modules().pooling());
    }

    /** Returns the description of the model. */
    public ModelDescription description() {
        return description;
    }

    /**
     * Returns whether the graph yields the vectors of tokens; otherwise it yields only pooled
     * vectors.
     */
    public boolean yieldsTokens() {
        return graph().session().graph().outputKind() == OutputKind.TOKEN_VECTORS;
    }

    /** Returns the components of a token's vector. */
    public int tokenDimension() {
        return graph().session().graph().dimension();
    }

    @Override
    public int maxTokens() {
        return description.maxTokens();
    }

    @Override
    float[][] run(Batch batch, BatchBuffers buffers, OnnxSession session) throws OrtException {
        int dimension = session.graph().dimension();
        if (!yieldsTokens()) {
            return vectors(
                    batch,
                    1,
                    session.run(batch, buffers, null, session.output(), batch.size(), dimension));
        }
        boolean pooled = session.extended() && batch.rows().stream().noneMatch(Batch.Row::perToken);
        int sequence = batch.sequence();
        int rows = pooled ? 1 : sequence;
        try (var weights = session.extended() ? weights(batch, sequence, buffers) : null) {
            FloatBuffer yielded =
                    session.run(
                            batch,
                            buffers,
                            weights,
                            pooled ? PooledGraph.VECTORS : session.hidden(),
                            batch.size(),
                            rows,
                            dimension);
            return vectors(batch, rows, yielded);
        }
    }

    private OnnxTensor weights(Batch batch, int sequence, BatchBuffers buffers)
            throws OrtException {
        return OnnxTensor.createTensor(
                SharedOrtEnvironment.get(),
                buffers.weights(batch, sequence, pooling()),
                new long[] {batch.size(), 1, sequence});
    }

    private Pooling pooling() {
        return Objects.requireNonNull(description.pooling());
    }

    /** Pools the rows that the graph did not pool; a row that it pooled has one vector. */
    private float[][] vectors(Batch batch, int rows, FloatBuffer yielded) {
        int dimension = tokenDimension();
        float[][] vectors = new float[batch.size()][];
        for (int i = 0; i < vectors.length; i++) {
            int rowStart = i * rows * dimension;
            int length = Math.min(rows, batch.rows().get(i).length());
            if (batch.rows().get(i).perToken()) {
                vectors[i] = new float[length * dimension];
                yielded.get(rowStart, vectors[i]);
            } else {
                vectors[i] = new float[dimension];
                if (rows == 1) {
                    yielded.get(rowStart, vectors[i]);
                } else {
                    pooling().pool(yielded, rowStart, length, vectors[i]);
                }
                for (PooledLayer layer : layers) {
                    vectors[i] = layer.apply(vectors[i]);
                }
            }
            requireFinite(vectors[i]);
        }
        return vectors;
    }

    private static void requireFinite(float[] vector) {
        for (float component : vector) {
            if (!Float.isFinite(component)) {
                throw new ArithmeticException("its output contains %s".formatted(component));
            }
        }
    }
}
