package io.semblance.embedding.onnx;

import ai.onnxruntime.OrtException;

import io.semblance.embedding.InferenceException;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.Precision;
import io.semblance.embedding.graph.PerTokenQuantization;
import io.semblance.embedding.model.GraphFile;
import io.semblance.embedding.model.GraphSpec;
import io.semblance.embedding.model.ModelFile;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.tokenization.Tokenizer;
import io.semblance.tokenization.TokenizerException;
import io.semblance.value.Sha256;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The loaded files of a model: its tokenizer and its ONNX Runtime sessions. Thread-safe.
 *
 * @param id its name in configuration and requests
 * @param digest digest of weights and tokenizer, and of their changes at load
 * @param precision precision of the weights
 * @param batchDependent whether the output for a row depends on the other rows of the batch
 * @param tokenizer its tokenizer
 * @param sessions its ONNX Runtime sessions
 */
record LoadedGraph(
        String id,
        String digest,
        Precision precision,
        boolean batchDependent,
        Tokenizer tokenizer,
        SessionPool sessions)
        implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LoadedGraph.class);

    private static final int VERSION_BYTES = 6;

    /**
     * Loads a model's files. On a GPU, the half-precision file next to the graph is used if there
     * is one and its output matches; the digest is that of the graph itself.
     *
     * @param threads threads of one run
     * @throws ModelLoadException if a file is missing or damaged, the graph does not match the
     *     specification, or the device cannot run it
     */
    static LoadedGraph load(GraphSpec spec, ModelFiles files, Device device, ThreadCounts threads) {
        GraphFile graph = files.graph(spec.id(), spec.onnx(), spec.onnxSha256());
        ModelFile json = files.locate(spec.id(), spec.tokenizer(), null);
        Tokenizer tokenizer = tokenizer(spec, json);
        try {
            return load(spec, files, device, threads, graph, json, tokenizer);
        } catch (RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    private static LoadedGraph load(
            GraphSpec spec,
            ModelFiles files,
            Device device,
            ThreadCounts threads,
            GraphFile file,
            ModelFile json,
            Tokenizer tokenizer) {
        ModelFile onnx = file.onnx();
        ModelFile rewritten = PerTokenQuantization.rewritten(files, spec.id(), onnx);
        SessionPool sessions =
                switch (device) {
                    case Device.Cpu _ -> SessionPool.onCpu(spec, rewritten, threads);
                    case Device.Cuda cuda ->
                            onGpu(spec, onnx, rewritten, files, cuda, threads, tokenizer);
                };
        boolean batchDependent =
                batchDependent(spec, rewritten, sessions, tokenizer)
                        || rewritten.dynamicallyQuantized();
        String weights =
                rewritten.equals(onnx) ? file.digest() : file.digest() + PerTokenQuantization.ID;
        return new LoadedGraph(
                spec.id(),
                weights + "\n" + json.sha256(),
                precision(onnx, sessions.narrow()),
                batchDependent,
                tokenizer,
                sessions);
    }

    private static boolean batchDependent(
            GraphSpec spec, ModelFile onnx, SessionPool sessions, Tokenizer tokenizer) {
        try {
            return GraphProbe.batchDependent(spec, onnx, sessions.narrow(), tokenizer);
        } catch (RuntimeException | Error e) {
            try {
                sessions.close();
            } catch (OrtException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private static Precision precision(ModelFile onnx, OnnxSession session) {
        if (onnx.dynamicallyQuantized()) {
            return Precision.INT8;
        }
        return session.graph().half() ? Precision.FLOAT16 : Precision.FLOAT32;
    }

    private static SessionPool onGpu(
            GraphSpec spec,
            ModelFile onnx,
            ModelFile rewritten,
            ModelFiles files,
            Device.Cuda cuda,
            ThreadCounts counts,
            Tokenizer tokenizer) {
        if (onnx.dynamicallyQuantized()) {
            requireFallbackToCpu(spec, onnx, cuda);
            return SessionPool.onCpu(spec, rewritten, counts);
        }
        int threads = counts.narrow();
        Optional<ModelFile> half = files.half(spec.id(), onnx);
        Optional<OnnxSession> session =
                half.flatMap(
                        file -> HalfPrecision.open(spec, onnx, file, cuda, threads, tokenizer));
        log.info(
                "Model '{}' runs on {} from {}",
                spec.id(),
                cuda,
                (session.isPresent() ? half.orElseThrow() : onnx).path());
        return new SessionPool(
                session.orElseGet(() -> OnnxSession.open(spec, onnx, cuda, threads, null)),
                threads);
    }

    private static void requireFallbackToCpu(GraphSpec spec, ModelFile onnx, Device.Cuda cuda) {
        String problem =
                "model '%s': CUDA has no kernels for int8 weights that are quantised dynamically (%s)"
                        .formatted(spec.id(), onnx.path());
        if (cuda.required()) {
            throw new ModelLoadException(
                    problem,
                    "Use its fp32 or fp16 weights, or set semblance.embedding.device to auto, which"
                            + " runs such a model on the CPU, or to cpu.",
                    null);
        }
        log.warn("{}: it runs on the CPU, slowly. Use its fp32 or fp16 weights.", problem);
    }

    private static Tokenizer tokenizer(GraphSpec spec, ModelFile json) {
        try {
            return Tokenizer.load(json.path(), spec.tokenizerSettings());
        } catch (TokenizerException e) {
            throw ModelLoadException.badTokenizer(spec.id(), e);
        }
    }

    /** Returns the session that all lanes share. */
    OnnxSession session() {
        return sessions.narrow();
    }

    /** Returns a digest of files and settings, which changes whenever the output could. */
    String version(String... settings) {
        String changes = tokenizer.changes();
        String all =
                digest
                        + "\n"
                        + String.join("\n", settings)
                        + (changes.isEmpty() ? "" : "\ntokenizer: " + changes);
        byte[] hash = Sha256.digest().digest(all.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, VERSION_BYTES);
    }

    /** Closes the sessions and the tokenizer. No run may be in progress. */
    @Override
    public void close() {
        try (tokenizer) {
            sessions.close();
        } catch (OrtException e) {
            throw new InferenceException(
                    "model '%s' cannot be closed: %s".formatted(id, e.getMessage()), e);
        }
    }
}
