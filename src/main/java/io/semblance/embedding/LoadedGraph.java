package io.semblance.embedding;

import ai.onnxruntime.OrtException;

import io.semblance.tokenization.Tokenizer;
import io.semblance.tokenization.TokenizerException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A model's files, loaded: its tokenizer and one ONNX Runtime session that all lanes share.
 * Thread-safe.
 *
 * @param digest of weights and tokenizer, and of what was done to them
 * @param precision of the weights
 * @param mixesTexts whether what it makes of a row depends on the rows that are run with it
 */
record LoadedGraph(
        String id,
        String digest,
        Precision precision,
        boolean mixesTexts,
        Tokenizer tokenizer,
        OnnxSession session)
        implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LoadedGraph.class);

    private static final int VERSION_BYTES = 6;

    /**
     * Loads a model's files. On a GPU it is the file in half precision that lies beside its graph,
     * if one does; the digest is that of the graph itself.
     *
     * @param threads intra-op threads of one run
     * @throws ModelLoadException if a file is missing or damaged, or the graph is not what the
     *     specification says, or the device cannot run it
     */
    static LoadedGraph load(GraphSpec spec, ModelFiles files, Device device, int threads) {
        ModelFile onnx = files.locate(spec.id(), spec.onnx(), spec.onnxSha256());
        ModelFile json = files.locate(spec.id(), spec.tokenizer(), null);
        Tokenizer tokenizer = tokenizer(spec, json);
        try {
            return load(spec, files, device, threads, onnx, json, tokenizer);
        } catch (RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    private static LoadedGraph load(
            GraphSpec spec,
            ModelFiles files,
            Device device,
            int threads,
            ModelFile onnx,
            ModelFile json,
            Tokenizer tokenizer) {
        ModelFile rewritten = onnx.dynamicallyQuantized() ? files.tokenwise(spec.id(), onnx) : onnx;
        OnnxSession session =
                switch (device) {
                    case Device.Cpu _ -> OnnxSession.open(spec, rewritten, device, threads);
                    case Device.Cuda cuda -> onGpu(spec, onnx, rewritten, files, cuda, threads);
                };
        String weights =
                rewritten.equals(onnx) ? onnx.sha256() : onnx.sha256() + TokenwiseQuantization.ID;
        return new LoadedGraph(
                spec.id(),
                weights + "\n" + json.sha256(),
                precision(onnx, session),
                rewritten.dynamicallyQuantized(),
                tokenizer,
                session);
    }

    private static Precision precision(ModelFile onnx, OnnxSession session) {
        if (onnx.dynamicallyQuantized()) {
            return Precision.INT8;
        }
        return session.graph().half() ? Precision.FLOAT16 : Precision.FLOAT32;
    }

    private static OnnxSession onGpu(
            GraphSpec spec,
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

    private static void requireLeave(GraphSpec spec, ModelFile onnx, Device.Cuda cuda) {
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

    private static Tokenizer tokenizer(GraphSpec spec, ModelFile json) {
        try {
            return Tokenizer.load(json.path());
        } catch (TokenizerException e) {
            throw badTokenizer(spec.id(), e);
        }
    }

    /** What to say of a tokenizer that is not the model's. */
    static ModelLoadException badTokenizer(String id, TokenizerException cause) {
        return new ModelLoadException(
                "model '%s': %s".formatted(id, cause.getMessage()),
                "Bring the tokenizer.json that belongs to the model.",
                cause);
    }

    /** A digest of files and settings: it changes whenever the output could. */
    String version(String... settings) {
        String all = digest + "\n" + String.join("\n", settings);
        byte[] hash = ModelFile.digest().digest(all.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, VERSION_BYTES);
    }

    /** Frees session and tokenizer; nothing may be running. */
    @Override
    public void close() {
        try (tokenizer) {
            session.close();
        } catch (OrtException e) {
            throw new InferenceException(
                    "model '%s' cannot be closed: %s".formatted(id, e.getMessage()), e);
        }
    }
}
