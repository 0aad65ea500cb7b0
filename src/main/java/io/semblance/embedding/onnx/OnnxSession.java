package io.semblance.embedding.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.graph.AttentionFusion;
import io.semblance.embedding.graph.GraphSignature;
import io.semblance.embedding.graph.InputShapes;
import io.semblance.embedding.graph.PooledGraph;
import io.semblance.embedding.model.GraphSpec;
import io.semblance.embedding.model.ModelFile;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.model.RerankerSpec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A graph that ONNX Runtime has loaded. Thread-safe.
 *
 * @param session the session
 * @param graph the inputs and outputs of the graph
 * @param extended whether it has an appended output: pooled vectors ({@link PooledGraph#VECTORS})
 *     or rows ({@link ExtendedGraph#ROWS})
 * @param fused whether it has the input {@link AttentionFusion#LENGTHS}
 */
record OnnxSession(OrtSession session, GraphSignature graph, boolean extended, boolean fused)
        implements AutoCloseable {

    /**
     * Loads a graph onto a device. A graph that runs on a GPU or yields float16 is extended.
     *
     * @param threads intra-op threads of one run
     * @param weights the weights for a session on the CPU; null if it has its own
     * @throws ModelLoadException if it cannot be loaded or does not match the specification
     */
    static OnnxSession open(
            GraphSpec spec,
            ModelFile onnx,
            Device device,
            int threads,
            @Nullable SharedWeights weights) {
        // For a GPU, this session only reads the graph, so it is not optimised.
        OptLevel optimization =
                switch (device) {
                    case Device.Cpu _ -> OptLevel.ALL_OPT;
                    case Device.Cuda _ -> OptLevel.NO_OPT;
                };
        OrtSession session = load(spec, onnx, threads, optimization, weights);
        GraphSignature graph;
        try {
            graph = graph(spec, onnx, session);
            check(spec, onnx, session, graph);
        } catch (RuntimeException | Error e) {
            close(session, e);
            throw e;
        }
        if (device instanceof Device.Cpu && !graph.half()) {
            return new OnnxSession(session, graph, false, false);
        }
        return extended(spec, onnx, session, graph, device, threads);
    }

    /** Closes a session after a failure, which stays the exception that is thrown. */
    private static void close(OrtSession session, Throwable reason) {
        try {
            session.close();
        } catch (OrtException e) {
            reason.addSuppressed(e);
        }
    }

    /**
     * Creates a session of the same graph on the CPU.
     *
     * @param threads intra-op threads of one run
     * @param weights the weights of this session
     */
    OnnxSession sibling(int threads, SharedWeights weights) throws OrtException {
        try (var options = options(new Device.Cpu(), threads)) {
            // Idle threads that spin would take cores from other processes.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return new OnnxSession(weights.open(options), graph, extended, fused);
        }
    }

    /** Returns the name of the output {@code [batch, sequence, dimension]} in float32. */
    String hidden() {
        return extended ? PooledGraph.hidden(graph) : graph.output();
    }

    /** Returns the name of the output that the graph is run for, in float32. */
    String output() {
        return switch (graph.outputKind()) {
            case TOKEN_VECTORS -> hidden();
            case TEXT_VECTORS, LOGITS -> extended ? ExtendedGraph.ROWS : graph.output();
        };
    }

    private static SessionOptions options(Device device, int threads) throws OrtException {
        var options = new SessionOptions();
        if (device instanceof Device.Cpu) {
            disableBiasGeluFusion(options);
        }
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        // Patterns are kept for each shape, and batches have a thousand shapes.
        options.setMemoryPatternOptimization(false);
        return options;
    }

    /** Loads the graph of a file on the CPU without additions, to read it or to run it once. */
    static OrtSession plain(GraphSpec spec, ModelFile onnx, int threads) {
        return load(spec, onnx, threads, OptLevel.NO_OPT, null);
    }

    private static OrtSession load(
            GraphSpec spec,
            ModelFile onnx,
            int threads,
            OptLevel optimization,
            @Nullable SharedWeights weights) {
        try (var options = options(new Device.Cpu(), threads)) {
            options.setOptimizationLevel(optimization);
            return weights != null
                    ? weights.open(options)
                    : SharedOrtEnvironment.get()
                            .createSession(onnx.path().toAbsolutePath().toString(), options);
        } catch (OrtException e) {
            throw new ModelLoadException(
                    isOutOfMemory(e)
                            ? ModelLoadException.Reason.OUT_OF_RESOURCES
                            : ModelLoadException.Reason.DAMAGED_FILE,
                    "model '%s': %s (%d bytes) cannot be loaded by ONNX Runtime: %s"
                            .formatted(
                                    spec.id(),
                                    onnx.path().toAbsolutePath(),
                                    onnx.size(),
                                    e.getMessage()),
                    "The file is damaged, cut short, or lacks its external data: download it"
                            + " again.",
                    e);
        }
    }

    private static boolean isOutOfMemory(OrtException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("bad_alloc") || message.contains("Failed to allocate memory");
    }

    /**
     * Disables a fusion on CPUs: the fused operator of a sum and Gelu has an older and slower
     * implementation than Gelu by itself. See docs/decisions/013-onnxruntime.md.
     */
    static void disableBiasGeluFusion(SessionOptions options) throws OrtException {
        options.addConfigEntry("optimization.disable_specified_optimizers", "BiasGeluFusion");
    }

    /**
     * Reads the inputs and outputs of a graph.
     *
     * @throws ModelLoadException if they do not match the specification
     */
    static GraphSignature graph(GraphSpec spec, ModelFile onnx, OrtSession session) {
        try {
            InputShapes.requireDynamic(spec, onnx.path(), session);
            GraphSignature graph = GraphSignature.of(session, spec);
            if (spec instanceof RerankerSpec && graph.dimension() != 1) {
                throw new IllegalArgumentException(
                        "the graph yields %d labels, a reranker yields 1"
                                .formatted(graph.dimension()));
            }
            return graph;
        } catch (OrtException | IllegalArgumentException e) {
            throw GraphSignature.unfit(spec, onnx.path(), e);
        }
    }

    private static void check(
            GraphSpec spec, ModelFile onnx, OrtSession session, GraphSignature graph) {
        if (spec instanceof ModelSpec model) {
            try {
                GraphCheck.check(session, graph, model);
            } catch (OrtException e) {
                throw GraphProbe.cannotRun(spec, onnx, "texts of several lengths", e);
            } catch (IllegalArgumentException e) {
                throw GraphSignature.unfit(spec, onnx.path(), e);
            }
        }
    }

    /** Loads the graph again with appended nodes, and closes the session that read it. */
    private static OnnxSession extended(
            GraphSpec spec,
            ModelFile onnx,
            OrtSession read,
            GraphSignature graph,
            Device device,
            int threads) {
        GraphProto.Builder added =
                switch (graph.outputKind()) {
                    case TOKEN_VECTORS -> PooledGraph.pooling(graph);
                    case TEXT_VECTORS, LOGITS -> ExtendedGraph.rows(graph);
                };
        try {
            Optional<OnnxSession> fused;
            try (read) {
                fused =
                        device instanceof Device.Cuda cuda
                                ? fused(onnx, read, graph, added, cuda, threads)
                                : Optional.empty();
            }
            return fused.isPresent() ? fused.get() : unfused(onnx, graph, added, device, threads);
        } catch (OrtException | IOException e) {
            throw new ModelLoadException(
                    ModelLoadException.Reason.OUT_OF_RESOURCES,
                    "model '%s': %s (%d bytes) cannot be loaded onto %s: %s"
                            .formatted(
                                    spec.id(),
                                    onnx.path().toAbsolutePath(),
                                    onnx.size(),
                                    device,
                                    e instanceof OrtException ort
                                            ? CudaFailure.cause(ort)
                                            : e.getMessage()),
                    "Free memory: a GPU needs the model's size and some gigabytes (see nvidia-smi),"
                            + " the host needs twice its size while it loads.",
                    e);
        }
    }

    private static OnnxSession unfused(
            ModelFile onnx,
            GraphSignature graph,
            GraphProto.Builder added,
            Device device,
            int threads)
            throws OrtException, IOException {
        try (var options = options(device, threads)) {
            if (device instanceof Device.Cuda cuda) {
                cuda.addTo(options, false);
            }
            OrtSession session = ExtendedGraph.load(onnx.path(), added, options);
            return new OnnxSession(session, graph, true, false);
        }
    }

    private static Optional<OnnxSession> fused(
            ModelFile onnx,
            OrtSession read,
            GraphSignature graph,
            GraphProto.Builder added,
            Device.Cuda cuda,
            int threads)
            throws OrtException, IOException {
        try (var options = options(cuda, threads)) {
            cuda.addTo(options, true);
            return FusedSession.open(onnx.path(), read, graph, added, options);
        }
    }

    /**
     * Runs a batch.
     *
     * @param batch the batch
     * @param buffers buffers of the calling thread
     * @param weights weights of pooling, or null
     * @param output name of the output
     * @param shape shape of the output
     * @return the output in the lane's buffer, without copying
     */
    FloatBuffer run(
            Batch batch,
            BatchBuffers buffers,
            @Nullable OnnxTensor weights,
            String output,
            long... shape)
            throws OrtException {
        int sequence = batch.sequence();
        buffers.fill(batch, sequence, 0);
        FloatBuffer yielded = buffers.output(elements(shape));
        var environment = SharedOrtEnvironment.get();
        long[] rows = {batch.size(), sequence};
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (var ids = OnnxTensor.createTensor(environment, buffers.inputIds(), rows);
                var mask = OnnxTensor.createTensor(environment, buffers.attentionMask(), rows);
                var types = OnnxTensor.createTensor(environment, buffers.tokenTypeIds(), rows);
                var lengths = fused ? lengths(batch, sequence, buffers) : null;
                var values = OnnxTensor.createTensor(environment, yielded, shape)) {
            inputs.put(GraphSignature.INPUT_IDS, ids);
            inputs.put(GraphSignature.ATTENTION_MASK, mask);
            if (graph.tokenTypes()) {
                inputs.put(GraphSignature.TOKEN_TYPE_IDS, types);
            }
            if (weights != null) {
                inputs.put(PooledGraph.WEIGHTS, weights);
            }
            if (lengths != null) {
                inputs.put(AttentionFusion.LENGTHS, lengths);
            }
            session.run(inputs, Map.of(output, values)).close();
        }
        return yielded;
    }

    private static OnnxTensor lengths(Batch batch, int sequence, BatchBuffers buffers)
            throws OrtException {
        IntBuffer lengths = buffers.lengths(batch, sequence);
        return OnnxTensor.createTensor(
                SharedOrtEnvironment.get(), lengths, new long[] {lengths.remaining()});
    }

    private static int elements(long[] shape) {
        int elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, Math.toIntExact(size));
        }
        return elements;
    }

    /** Closes the session. No run may be in progress. */
    @Override
    public void close() throws OrtException {
        session.close();
    }
}
