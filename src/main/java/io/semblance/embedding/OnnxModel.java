package io.semblance.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

import io.semblance.tokenization.Tokenizer;
import io.semblance.tokenization.TokenizerException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A loaded model: its tokenizer and one ONNX Runtime session that all lanes share. Thread-safe. */
final class OnnxModel implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OnnxModel.class);

    private static final int VERSION_BYTES = 6;

    private final ModelDescription description;
    private final boolean mixesTexts;
    private final Tokenizer tokenizer;
    private final OnnxSession session;

    OnnxModel(
            ModelDescription description,
            boolean mixesTexts,
            Tokenizer tokenizer,
            OnnxSession session) {
        this.description = description;
        this.mixesTexts = mixesTexts;
        this.tokenizer = tokenizer;
        this.session = session;
    }

    /**
     * Loads a model. On a GPU it is the file in half precision that lies beside its graph, if one
     * does; the version is that of the graph itself.
     *
     * @param threads intra-op threads of one run
     * @throws ModelLoadException if a file is missing or damaged, or the graph is not what the
     *     specification says, or the device cannot run it
     */
    static OnnxModel load(ModelSpec spec, ModelFiles files, Device device, int threads) {
        ModelFile onnx = files.locate(spec.id(), spec.onnx(), spec.onnxSha256());
        ModelFile json = files.locate(spec.id(), spec.tokenizer(), null);
        Tokenizer tokenizer = tokenizer(spec, json);
        ModelFile rewritten = onnx.dynamicallyQuantized() ? files.tokenwise(spec.id(), onnx) : onnx;
        OnnxSession session =
                switch (device) {
                    case Device.Cpu _ -> OnnxSession.open(spec, rewritten, device, threads);
                    case Device.Cuda cuda -> onGpu(spec, onnx, rewritten, files, cuda, threads);
                };
        ModelDescription description =
                new ModelDescription(
                        spec.id(),
                        version(spec, onnx, rewritten, json),
                        session.graph().dimension(),
                        spec.maxTokens(),
                        precision(onnx, session),
                        spec.pooling(),
                        spec.normalize(),
                        spec.queryPrefix(),
                        spec.documentPrefix());
        return new OnnxModel(description, rewritten.dynamicallyQuantized(), tokenizer, session);
    }

    private static Precision precision(ModelFile onnx, OnnxSession session) {
        if (onnx.dynamicallyQuantized()) {
            return Precision.INT8;
        }
        return session.graph().half() ? Precision.FLOAT16 : Precision.FLOAT32;
    }

    private static OnnxSession onGpu(
            ModelSpec spec,
            ModelFile onnx,
            ModelFile rewritten,
            ModelFiles files,
            Device.Cuda cuda,
            int threads) {
        if (onnx.dynamicallyQuantized()) {
            requireLeave(spec, onnx, cuda);
            return OnnxSession.open(spec, rewritten, new Device.Cpu(), threads);
        }
        ModelFile weights = files.half(spec.id(), onnx).orElse(onnx);
        log.info("Model '{}' runs on {} from {}", spec.id(), cuda, weights.path());
        return OnnxSession.open(spec, weights, cuda, threads);
    }

    private static void requireLeave(ModelSpec spec, ModelFile onnx, Device.Cuda cuda) {
        String problem =
                "model '%s': CUDA has no kernels for int8 weights that are quantised dynamically (%s)"
                        .formatted(spec.id(), onnx.path());
        if (cuda.required()) {
            throw new ModelLoadException(
                    problem,
                    "Use its fp32 or fp16 weights, or set semblance.embedding.device to auto, which"
                            + " runs such a model on the processor, or to cpu.",
                    null);
        }
        log.warn("{}: it runs on the processor, slowly. Use its fp32 or fp16 weights.", problem);
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
     * @return the vectors, not normalised: pooled, {@code [batch][dimension]}, or those of a text's
     *     tokens, {@code [batch][tokens * dimension]}, where they are wanted
     */
    float[][] run(List<Work> batch, LaneBuffers buffers) throws OrtException {
        int sequence = batch.stream().mapToInt(Work::length).max().orElseThrow();
        boolean pooled = session.pools() && batch.stream().noneMatch(Work::tokenwise);
        int rows = pooled ? 1 : sequence;
        int dimension = description.dimension();
        buffers.fill(batch, sequence, 0);
        FloatBuffer yielded = buffers.output(Math.multiplyExact(batch.size() * rows, dimension));
        var environment = OrtEnvironment.getEnvironment();
        long[] shape = {batch.size(), sequence};
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (var ids = OnnxTensor.createTensor(environment, buffers.inputIds(), shape);
                var mask = OnnxTensor.createTensor(environment, buffers.attentionMask(), shape);
                var types = OnnxTensor.createTensor(environment, buffers.tokenTypeIds(), shape);
                var weights = session.pools() ? weights(batch, sequence, buffers) : null;
                var output =
                        OnnxTensor.createTensor(
                                environment, yielded, new long[] {batch.size(), rows, dimension})) {
            inputs.put(OnnxGraph.INPUT_IDS, ids);
            inputs.put(OnnxGraph.ATTENTION_MASK, mask);
            if (session.graph().tokenTypes()) {
                inputs.put(OnnxGraph.TOKEN_TYPE_IDS, types);
            }
            if (weights != null) {
                inputs.put(PooledGraph.WEIGHTS, weights);
            }
            // The output is written into the lane's own buffer: nothing is copied or boxed.
            String name = pooled ? PooledGraph.VECTORS : session.hidden();
            session.session().run(inputs, Map.of(name, output)).close();
        }
        return vectors(batch, rows, yielded);
    }

    private OnnxTensor weights(List<Work> batch, int sequence, LaneBuffers buffers)
            throws OrtException {
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
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
