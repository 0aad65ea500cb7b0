package io.semblance.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;

import java.nio.FloatBuffer;
import java.util.List;

/** A loaded model that makes vectors of texts. Thread-safe. */
final class OnnxModel implements LoadedModel {

    private final ModelDescription description;
    private final LoadedGraph graph;

    OnnxModel(ModelDescription description, LoadedGraph graph) {
        this.description = description;
        this.graph = graph;
    }

    /**
     * Loads a model.
     *
     * @param threads intra-op threads of one run
     * @throws ModelLoadException if a file is missing or damaged, or the graph is not what the
     *     specification says, or the device cannot run it
     */
    static OnnxModel load(ModelSpec spec, ModelFiles files, Device device, int threads) {
        LoadedGraph graph = LoadedGraph.load(spec, files, device, threads);
        try {
            return new OnnxModel(description(spec, graph), graph);
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    private static ModelDescription description(ModelSpec spec, LoadedGraph graph) {
        String version =
                graph.version(
                        spec.pooling().id(),
                        String.valueOf(spec.normalize()),
                        spec.queryPrefix(),
                        spec.documentPrefix(),
                        String.valueOf(spec.maxTokens()));
        return new ModelDescription(
                spec.id(),
                version,
                graph.session().graph().dimension(),
                spec.maxTokens(),
                graph.precision(),
                spec.pooling(),
                spec.normalize(),
                spec.queryPrefix(),
                spec.documentPrefix());
    }

    ModelDescription description() {
        return description;
    }

    @Override
    public LoadedGraph graph() {
        return graph;
    }

    @Override
    public int maxTokens() {
        return description.maxTokens();
    }

    @Override
    public float[][] run(List<Work> batch, LaneBuffers buffers) throws OrtException {
        OnnxSession session = graph.session();
        boolean pooled = session.extended() && batch.stream().noneMatch(Work::tokenwise);
        int sequence = LaneBuffers.sequence(batch);
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
                            description.dimension());
            return vectors(batch, rows, yielded);
        }
    }

    private OnnxTensor weights(List<Work> batch, int sequence, LaneBuffers buffers)
            throws OrtException {
        return OnnxTensor.createTensor(
                KeptEnvironment.get(),
                buffers.weights(batch, sequence, description.pooling()),
                new long[] {batch.size(), 1, sequence});
    }

    /** Pools what is to be pooled; where the graph has done that, each text is one row. */
    private float[][] vectors(List<Work> batch, int rows, FloatBuffer yielded) {
        int dimension = description.dimension();
        float[][] vectors = new float[batch.size()][];
        for (int i = 0; i < vectors.length; i++) {
            int rowStart = i * rows * dimension;
            int length = Math.min(rows, batch.get(i).length());
            if (batch.get(i).tokenwise()) {
                vectors[i] = new float[length * dimension];
                yielded.get(rowStart, vectors[i]);
            } else {
                vectors[i] = new float[dimension];
                description.pooling().pool(yielded, rowStart, length, vectors[i]);
            }
            requireFinite(vectors[i]);
        }
        return vectors;
    }

    private static void requireFinite(float[] vector) {
        for (float component : vector) {
            if (!Float.isFinite(component)) {
                throw new ArithmeticException("it yields %s for a component".formatted(component));
            }
        }
    }
}
