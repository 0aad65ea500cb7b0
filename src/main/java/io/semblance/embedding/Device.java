package io.semblance.embedding;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/** What runs the models. */
sealed interface Device {

    /** The processor. */
    record Cpu() implements Device {

        @Override
        public String toString() {
            return "the processor";
        }
    }

    /**
     * A GPU, by ONNX Runtime's CUDA provider.
     *
     * @param id its number among those that CUDA shows, from 0
     * @param required whether a model that it cannot run is refused, and not run on the processor
     */
    record Cuda(int id, boolean required) implements Device {

        /** The only attention kernel of ONNX Runtime that reads the lengths as we lay them out. */
        private static final String EFFICIENT_ATTENTION = "2";

        /**
         * Puts a session on it; what it has no kernels for ONNX Runtime leaves to the processor.
         *
         * @param fused whether the graph takes {@link AttentionFusion#LENGTHS}
         */
        void addTo(SessionOptions options, boolean fused) throws OrtException {
            try (var cuda = new OrtCUDAProviderOptions(id)) {
                if (fused) {
                    // By default, short texts in float32 run on another kernel.
                    cuda.add("sdpa_kernel", EFFICIENT_ATTENTION);
                }
                // Batches come in a thousand shapes: doubling for each larger one would take it
                // all.
                cuda.add("arena_extend_strategy", "kSameAsRequested");
                options.addCUDA(cuda);
            }
        }

        @Override
        public String toString() {
            return "CUDA device " + id;
        }
    }

    /**
     * The device that is configured, once it has shown that it works.
     *
     * @param setting {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
     * @throws ModelLoadException if it is CUDA, which cannot be used here
     */
    static Device choose(String setting) {
        Logger log = LoggerFactory.getLogger(Device.class);
        boolean auto = setting.equals("auto");
        if (setting.equals("cpu") || (auto && !NativeLibraries.haveCuda())) {
            return new Cpu();
        }
        int colon = setting.indexOf(':');
        Cuda cuda = new Cuda(colon < 0 ? 0 : Integer.parseInt(setting.substring(colon + 1)), !auto);
        try {
            require(cuda);
        } catch (ModelLoadException e) {
            if (!auto) {
                throw e;
            }
            log.warn("Models run on the processor: {}. {}", e.getMessage(), e.remedy());
            return new Cpu();
        }
        log.info("Models run on {}", cuda);
        return cuda;
    }

    /** Runs a graph of one node there: libraries, driver, device and kernels must all be right. */
    private static void require(Cuda cuda) {
        if (!NativeLibraries.haveCuda()) {
            throw new ModelLoadException(
                    "%s cannot be used: this build has ONNX Runtime without CUDA".formatted(cuda),
                    "Build with -Pgpu, or set semblance.embedding.device to cpu or auto.",
                    null);
        }
        // The environment first: without it ONNX Runtime has no logger, and says that instead.
        var environment = KeptEnvironment.get();
        try (var options = new SessionOptions()) {
            cuda.addTo(options, false);
            try (var session = environment.createSession(probe(), options);
                    var one = OnnxTensor.createTensor(environment, new float[] {1})) {
                session.run(Map.of("x", one)).close();
            }
        } catch (OrtException e) {
            String cause = CudaFailure.cause(e);
            throw new ModelLoadException(
                    "%s cannot be used: %s".formatted(cuda, cause), CudaFailure.remedy(cause), e);
        }
    }

    /** {@code y = x + x}. */
    static byte[] probe() {
        GraphProto.Builder graph =
                GraphProto.newBuilder()
                        .setName("probe")
                        .addNode(OnnxNodes.node("Add", "y", "x", "x"))
                        .addInput(OnnxNodes.value("x", DataType.FLOAT, 1))
                        .addOutput(OnnxNodes.value("y", DataType.FLOAT, 1));
        return OnnxNodes.model(11, graph).build().toByteArray();
    }
}
