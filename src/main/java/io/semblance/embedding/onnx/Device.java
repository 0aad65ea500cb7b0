package io.semblance.embedding.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.graph.AttentionFusion;
import io.semblance.embedding.graph.OnnxNodes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/** The device that runs the models. */
public sealed interface Device {

    /** The CPU. */
    record Cpu() implements Device {

        @Override
        public String toString() {
            return "the CPU";
        }
    }

    /**
     * A GPU, used through ONNX Runtime's CUDA provider.
     *
     * @param id CUDA's number of the device, from 0
     * @param required whether a model that the GPU cannot run is rejected; otherwise it runs on the
     *     CPU
     */
    record Cuda(int id, boolean required) implements Device {

        /**
         * The only attention kernel of ONNX Runtime that supports the lengths as {@link
         * AttentionFusion} passes them.
         */
        private static final String EFFICIENT_ATTENTION = "2";

        /**
         * Configures a session to run on this GPU. Operators without a CUDA kernel run on the CPU.
         *
         * @param options the options of the session
         * @param fused whether the graph has the input {@link AttentionFusion#LENGTHS}
         */
        void addTo(SessionOptions options, boolean fused) throws OrtException {
            try (var cuda = new OrtCUDAProviderOptions(id)) {
                if (fused) {
                    // By default, another kernel runs short texts in float32.
                    cuda.add("sdpa_kernel", EFFICIENT_ATTENTION);
                }
                // Batches have a thousand shapes. By default the arena doubles for each larger one,
                // and would take all memory.
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
     * Returns the configured device, after checking that it works.
     *
     * @param setting {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
     * @throws ModelLoadException if the setting requires CUDA, and it cannot be used
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
            log.warn("Models run on the CPU: {}. {}", e.getMessage(), e.remedy());
            return new Cpu();
        }
        log.info("Models run on {}", cuda);
        return cuda;
    }

    /**
     * Runs a graph of one node on the GPU, which needs working libraries, driver, device and
     * kernels.
     */
    private static void require(Cuda cuda) {
        if (!NativeLibraries.haveCuda()) {
            throw new ModelLoadException(
                    "%s cannot be used: this build has ONNX Runtime without CUDA".formatted(cuda),
                    "Build with -Pgpu, or set semblance.embedding.device to cpu or auto.",
                    null);
        }
        // The environment must exist first: without it ONNX Runtime has no logger, and reports only
        // that.
        var environment = SharedOrtEnvironment.get();
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

    /** Returns the graph {@code y = x + x}. */
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
