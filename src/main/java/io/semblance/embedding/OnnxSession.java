package io.semblance.embedding;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A graph that ONNX Runtime has loaded. Thread-safe.
 *
 * @param extended whether it yields what is appended to it, pooled vectors ({@link
 *     PooledGraph#VECTORS}) or logits ({@link ExtendedGraph#LOGITS}); otherwise the graph's own
 *     output
 * @param fused whether it takes {@link AttentionFusion#LENGTHS}
 */
record OnnxSession(OrtSession session, OnnxGraph graph, boolean extended, boolean fused)
        implements AutoCloseable {

    /**
     * Loads a graph onto a device. On a GPU it is extended, and so is one that yields float16.
     *
     * @param threads intra-op threads of one run
     * @throws ModelLoadException if it cannot be loaded or is not what the specification says
     */
    static OnnxSession open(GraphSpec spec, ModelFile onnx, Device device, int threads) {
        // On a GPU it is only to be read, so there is nothing to optimise.
        OptLevel optimization =
                switch (device) {
                    case Device.Cpu _ -> OptLevel.ALL_OPT;
                    case Device.Cuda _ -> OptLevel.NO_OPT;
                };
        OrtSession session = load(spec, onnx, threads, optimization);
        OnnxGraph graph;
        try {
            graph = graph(spec, onnx, session);
        } catch (RuntimeException | Error e) {
            close(session, e);
            throw e;
        }
        if (device instanceof Device.Cpu && !graph.half()) {
            return new OnnxSession(session, graph, false, false);
        }
        return extended(spec, onnx, session, graph, device, threads);
    }

    /** Frees a session that turned out to be of no use. */
    private static void close(OrtSession session, Throwable reason) {
        try {
            session.close();
        } catch (OrtException e) {
            reason.addSuppressed(e);
        }
    }

    /** The output {@code [batch, sequence, dimension]} of float32. */
    String hidden() {
        return extended ? PooledGraph.hidden(graph) : graph.output();
    }

    /** The output {@code [batch, labels]} of float32. */
    String logits() {
        return extended ? ExtendedGraph.LOGITS : graph.output();
    }

    private static SessionOptions options(Device device, int threads) throws OrtException {
        var options = new SessionOptions();
        if (device instanceof Device.Cpu) {
            leaveGeluApart(options);
        }
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        // Patterns are kept for each shape, and batches come in a thousand shapes.
        options.setMemoryPatternOptimization(false);
        return options;
    }

    private static OrtSession load(
            GraphSpec spec, ModelFile onnx, int threads, OptLevel optimization) {
        try (var options = options(new Device.Cpu(), threads)) {
            options.setOptimizationLevel(optimization);
            return KeptEnvironment.get()
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

    /**
     * For a processor. One operator for a sum and the Gelu behind it is made in an older and slower
     * way than Gelu by itself: see docs/decisions/013-onnxruntime.md.
     */
    static void leaveGeluApart(SessionOptions options) throws OrtException {
        options.addConfigEntry("optimization.disable_specified_optimizers", "BiasGeluFusion");
    }

    private static OnnxGraph graph(GraphSpec spec, ModelFile onnx, OrtSession session) {
        try {
            OnnxGraph graph = OnnxGraph.of(session, spec.head());
            if (spec.dimensions() != null && spec.dimensions() != graph.dimension()) {
                throw new IllegalArgumentException(
                        switch (spec.head()) {
                            case TOKEN_VECTORS ->
                                    "the graph yields %d dimensions, but %d are configured"
                                            .formatted(graph.dimension(), spec.dimensions());
                            case LOGITS ->
                                    "the graph yields %d labels, a reranker yields %d"
                                            .formatted(graph.dimension(), spec.dimensions());
                        });
            }
            return graph;
        } catch (OrtException | IllegalArgumentException e) {
            throw new ModelLoadException(
                    "model '%s': %s: %s".formatted(spec.id(), onnx.path(), e.getMessage()),
                    "Export the model as a %s, and correct its settings in %s."
                            .formatted(
                                    switch (spec.head()) {
                                        case TOKEN_VECTORS -> "text encoder (feature extraction)";
                                        case LOGITS ->
                                                "cross-encoder (text classification with one"
                                                        + " label)";
                                    },
                                    spec.property()),
                    e);
        }
    }

    /** Loads the graph again with the nodes that are appended to it, and closes what read it. */
    private static OnnxSession extended(
            GraphSpec spec,
            ModelFile onnx,
            OrtSession read,
            OnnxGraph graph,
            Device device,
            int threads) {
        GraphProto.Builder added =
                switch (graph.head()) {
                    case TOKEN_VECTORS -> PooledGraph.pooling(graph);
                    case LOGITS -> ExtendedGraph.logits(graph);
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
                    "model '%s': %s (%d bytes) cannot be loaded onto %s: %s"
                            .formatted(
                                    spec.id(),
                                    onnx.path().toAbsolutePath(),
                                    onnx.size(),
                                    device,
                                    e instanceof OrtException ort
                                            ? CudaFailure.cause(ort)
                                            : e.getMessage()),
                    "Give it room: the model's size and some gigabytes on a GPU (nvidia-smi tells),"
                            + " twice its size in the host's memory while it loads.",
                    e);
        }
    }

    private static OnnxSession unfused(
            ModelFile onnx, OnnxGraph graph, GraphProto.Builder added, Device device, int threads)
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
            OnnxGraph graph,
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
     * @param weights of pooling, or null
     * @param output name of what is wanted
     * @param shape of it
     * @return the output, in the lane's own buffer: nothing is copied or boxed
     */
    FloatBuffer run(
            List<Work> batch,
            LaneBuffers buffers,
            @Nullable OnnxTensor weights,
            String output,
            long... shape)
            throws OrtException {
        int sequence = LaneBuffers.sequence(batch);
        buffers.fill(batch, sequence, 0);
        FloatBuffer yielded = buffers.output(elements(shape));
        var environment = KeptEnvironment.get();
        long[] rows = {batch.size(), sequence};
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (var ids = OnnxTensor.createTensor(environment, buffers.inputIds(), rows);
                var mask = OnnxTensor.createTensor(environment, buffers.attentionMask(), rows);
                var types = OnnxTensor.createTensor(environment, buffers.tokenTypeIds(), rows);
                var lengths = fused ? lengths(batch, sequence, buffers) : null;
                var values = OnnxTensor.createTensor(environment, yielded, shape)) {
            inputs.put(OnnxGraph.INPUT_IDS, ids);
            inputs.put(OnnxGraph.ATTENTION_MASK, mask);
            if (graph.tokenTypes()) {
                inputs.put(OnnxGraph.TOKEN_TYPE_IDS, types);
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

    private static OnnxTensor lengths(List<Work> batch, int sequence, LaneBuffers buffers)
            throws OrtException {
        IntBuffer lengths = buffers.lengths(batch, sequence);
        return OnnxTensor.createTensor(
                KeptEnvironment.get(), lengths, new long[] {lengths.remaining()});
    }

    private static int elements(long[] shape) {
        int elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, Math.toIntExact(size));
        }
        return elements;
    }

    /** Frees it; nothing may be running. */
    @Override
    public void close() throws OrtException {
        session.close();
    }
}
