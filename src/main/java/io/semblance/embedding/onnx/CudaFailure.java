package io.semblance.embedding.onnx;

import ai.onnxruntime.OrtException;

import java.util.List;

/** Explains a failure of CUDA: its cause from ONNX Runtime's message, and a remedy. */
final class CudaFailure {

    private static final String LOADER = "with error: ";
    private static final List<String> BEGINNINGS =
            List.of("CUDA failure", "Invalid device ID", "message: ");
    private static final String PLACE = " ; ";

    private CudaFailure() {}

    /**
     * Returns the cause, without the position in ONNX Runtime's source and the path of the library.
     */
    static String cause(OrtException failure) {
        String message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
        int loader = message.lastIndexOf(LOADER);
        if (loader >= 0) {
            String error = message.substring(loader + LOADER.length());
            return error.replaceFirst("^/\\S*/(?=[^/\\s]+: undefined symbol)", "");
        }
        String cause =
                BEGINNINGS.stream()
                        .filter(message::contains)
                        .findFirst()
                        .map(beginning -> message.substring(message.indexOf(beginning)))
                        .orElse(message);
        int place = cause.indexOf(PLACE);
        return place < 0 ? cause : cause.substring(0, place);
    }

    /** Returns the remedy for a cause. */
    static String remedy(String cause) {
        if (cause.contains("libcuda.so")) {
            return "The NVIDIA driver is missing: install version 525 or newer. In a container,"
                    + " also pass the GPU to it (docker run --gpus all, with the NVIDIA"
                    + " Container Toolkit on the host). See docs/gpu.md.";
        }
        if (cause.contains("cannot open shared object file")
                || cause.contains("undefined symbol")) {
            return "Install CUDA 12, version 12.8 or newer, where the loader finds it (ldconfig or"
                    + " LD_LIBRARY_PATH): libcublasLt.so.12, libcublas.so.12, libcurand.so.10 and"
                    + " libcudart.so.12. See docs/gpu.md.";
        }
        return "Check that nvidia-smi lists the device, with driver 525 or newer, and that"
                + " neither CUDA_VISIBLE_DEVICES nor the container hides it. See docs/gpu.md.";
    }
}
