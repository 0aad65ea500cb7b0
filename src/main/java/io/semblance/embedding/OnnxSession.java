package io.semblance.embedding;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

import java.io.IOException;

/**
 * A graph that ONNX Runtime has loaded. Thread-safe.
 *
 * @param pools whether it yields {@link PooledGraph#VECTORS}; otherwise the tokens' vectors
 */
record OnnxSession(OrtSession session, OnnxGraph graph, boolean pools) implements AutoCloseable {

    /**
     * Loads a graph onto a device. On a GPU it pools, and so does one that yields float16.
     *
     * @param threads intra-op threads of one run
     * @throws ModelLoadException if it cannot be loaded or is not what the specification says
     */
    static OnnxSession open(ModelSpec spec, ModelFile onnx, Device device, int threads) {
        return switch (device) {
            case Device.Cpu _ -> {
                OrtSession session = load(spec, onnx, threads, OptLevel.ALL_OPT);
                OnnxGraph graph = graph(spec, onnx, session);
                yield graph.half()
                        ? pooling(spec, onnx, session, graph, device, threads)
                        : new OnnxSession(session, graph, false);
            }
            case Device.Cuda _ -> {
                // Only to be read, so there is nothing to optimise.
                OrtSession session = load(spec, onnx, threads, OptLevel.NO_OPT);
                OnnxGraph graph = graph(spec, onnx, session);
                yield pooling(spec, onnx, session, graph, device, threads);
            }
        };
    }

    /** The output {@code [batch, sequence, dimension]} of float32. */
    String hidden() {
        return pools ? PooledGraph.hidden(graph) : graph.output();
    }

    private static SessionOptions options(int threads) throws OrtException {
        var options = new SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        // Patterns are kept for each shape, and batches come in a thousand shapes.
        options.setMemoryPatternOptimization(false);
        return options;
    }

    private static OrtSession load(
            ModelSpec spec, ModelFile onnx, int threads, OptLevel optimization) {
        try (var options = options(threads)) {
            options.setOptimizationLevel(optimization);
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

    /** Loads the graph that was read again, with its pooling. */
    private static OnnxSession pooling(
            ModelSpec spec,
            ModelFile onnx,
            OrtSession read,
            OnnxGraph graph,
            Device device,
            int threads) {
        try (var options = options(threads)) {
            read.close();
            if (device instanceof Device.Cuda cuda) {
                cuda.addTo(options);
            }
            return new OnnxSession(PooledGraph.load(onnx.path(), graph, options), graph, true);
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

    /** Frees it; nothing may be running. */
    @Override
    public void close() throws OrtException {
        session.close();
    }
}
