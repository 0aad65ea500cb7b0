package io.semblance.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.semblance.tokenization.Tokenizer;
import io.semblance.tokenization.TokenizerException;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A loaded model: its tokenizer and one ONNX Runtime session that all lanes share. Thread-safe. */
final class OnnxModel implements AutoCloseable {

    private static final int VERSION_BYTES = 6;

    private final ModelDescription description;
    private final boolean mixesTexts;
    private final Tokenizer tokenizer;
    private final OrtSession session;
    private final OnnxGraph graph;

    private OnnxModel(
            ModelDescription description,
            boolean mixesTexts,
            Tokenizer tokenizer,
            OrtSession session,
            OnnxGraph graph) {
        this.description = description;
        this.mixesTexts = mixesTexts;
        this.tokenizer = tokenizer;
        this.session = session;
        this.graph = graph;
    }

    /**
     * Loads a model.
     *
     * @param threads intra-op threads of one run
     * @throws ModelLoadException if a file is missing or damaged, or the graph is not what the
     *     specification says
     */
    static OnnxModel load(ModelSpec spec, ModelFiles files, int threads) {
        ModelFile onnx = files.locate(spec.id(), spec.onnx(), spec.onnxSha256());
        ModelFile json = files.locate(spec.id(), spec.tokenizer(), null);
        Tokenizer tokenizer = tokenizer(spec, json);
        ModelFile rewritten = onnx.dynamicallyQuantized() ? files.tokenwise(spec.id(), onnx) : onnx;
        OrtSession session = session(spec, rewritten, threads);
        OnnxGraph graph = graph(spec, rewritten, session);
        ModelDescription description =
                new ModelDescription(
                        spec.id(),
                        version(spec, onnx, rewritten, json),
                        graph.dimension(),
                        spec.maxTokens(),
                        spec.pooling(),
                        spec.normalize(),
                        spec.queryPrefix(),
                        spec.documentPrefix());
        return new OnnxModel(
                description, rewritten.dynamicallyQuantized(), tokenizer, session, graph);
    }

    private static Tokenizer tokenizer(ModelSpec spec, ModelFile json) {
        try {
            return Tokenizer.load(json.path());
        } catch (TokenizerException e) {
            throw new ModelLoadException(
                    "model '%s': %s".formatted(spec.id(), e.getMessage()),
                    "Bring the tokenizer.json that belongs to the model.",
                    e);
        }
    }

    private static OrtSession session(ModelSpec spec, ModelFile onnx, int threads) {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // Patterns are kept for each shape, and batches come in a thousand shapes.
            options.setMemoryPatternOptimization(false);
            return OrtEnvironment.getEnvironment()
                    .createSession(onnx.path().toAbsolutePath().toString(), options);
        } catch (OrtException e) {
            throw new ModelLoadException(
                    "model '%s': %s (%d bytes) is no graph that ONNX Runtime can load: %s"
                            .formatted(
                                    spec.id(),
                                    onnx.path().toAbsolutePath(),
                                    onnx.size(),
                                    e.getMessage()),
                    "The file is damaged, cut short or misses its external data: fetch it again.",
                    e);
        }
    }

    private static OnnxGraph graph(ModelSpec spec, ModelFile onnx, OrtSession session) {
        try {
            OnnxGraph graph = OnnxGraph.of(session);
            if (spec.dimensions() != null && spec.dimensions() != graph.dimension()) {
                throw new IllegalArgumentException(
                        "the graph yields %d dimensions, but %d are configured"
                                .formatted(graph.dimension(), spec.dimensions()));
            }
            return graph;
        } catch (OrtException | IllegalArgumentException e) {
            throw new ModelLoadException(
                    "model '%s': %s: %s".formatted(spec.id(), onnx.path(), e.getMessage()),
                    "Export the model as a text encoder (feature extraction), and correct its"
                            + " settings in semblance.models.",
                    e);
        }
    }

    private static String version(
            ModelSpec spec, ModelFile onnx, ModelFile rewritten, ModelFile tokenizer) {
        String settings =
                String.join(
                        "\n",
                        rewritten.equals(onnx)
                                ? onnx.sha256()
                                : onnx.sha256() + TokenwiseQuantization.ID,
                        tokenizer.sha256(),
                        spec.pooling().id(),
                        String.valueOf(spec.normalize()),
                        spec.queryPrefix(),
                        spec.documentPrefix(),
                        String.valueOf(spec.maxTokens()));
        byte[] digest = ModelFile.digest().digest(settings.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, VERSION_BYTES);
    }

    ModelDescription description() {
        return description;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Whether a text's vector would depend on the texts that are run together with it. */
    boolean mixesTexts() {
        return mixesTexts;
    }

    /**
     * Runs a batch.
     *
     * @return the pooled vectors {@code [batch][dimension]}, not normalised
     */
    float[][] run(List<Work> batch, LaneBuffers buffers) throws OrtException {
        int sequence = batch.stream().mapToInt(Work::length).max().orElseThrow();
        int dimension = description.dimension();
        buffers.fill(batch, sequence, 0);
        FloatBuffer hidden = buffers.output(Math.multiplyExact(batch.size() * sequence, dimension));
        var environment = OrtEnvironment.getEnvironment();
        long[] shape = {batch.size(), sequence};
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (var ids = OnnxTensor.createTensor(environment, buffers.inputIds(), shape);
                var mask = OnnxTensor.createTensor(environment, buffers.attentionMask(), shape);
                var types = OnnxTensor.createTensor(environment, buffers.tokenTypeIds(), shape);
                var output =
                        OnnxTensor.createTensor(
                                environment,
                                hidden,
                                new long[] {batch.size(), sequence, dimension})) {
            inputs.put(OnnxGraph.INPUT_IDS, ids);
            inputs.put(OnnxGraph.ATTENTION_MASK, mask);
            if (graph.tokenTypes()) {
                inputs.put(OnnxGraph.TOKEN_TYPE_IDS, types);
            }
            // The output is written into the lane's own buffer: nothing is copied or boxed.
            session.run(inputs, Map.of(graph.output(), output)).close();
        }
        return pool(batch, sequence, hidden);
    }

    private float[][] pool(List<Work> batch, int sequence, FloatBuffer hidden) {
        int dimension = description.dimension();
        float[][] vectors = new float[batch.size()][dimension];
        for (int row = 0; row < vectors.length; row++) {
            description
                    .pooling()
                    .pool(
                            hidden,
                            row * sequence * dimension,
                            batch.get(row).length(),
                            vectors[row]);
            requireFinite(vectors[row]);
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

    /** Frees session and tokenizer; nothing may be running. */
    @Override
    public void close() {
        try (tokenizer) {
            session.close();
        } catch (OrtException e) {
            throw new InferenceException(
                    "model '%s' cannot be closed: %s".formatted(description.id(), e.getMessage()),
                    e);
        }
    }
}
