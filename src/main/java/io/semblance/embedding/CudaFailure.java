package io.semblance.embedding;

import ai.onnxruntime.OrtException;

import java.util.List;

/** What ONNX Runtime's words mean when CUDA fails, and what to do. */
final class CudaFailure {

    private static final String LOADER = "with error: ";
    private static final List<String> BEGINNINGS =
            List.of("CUDA failure", "Invalid device ID", "message: ");
    private static final String PLACE = " ; ";

    private CudaFailure() {}

    /** The cause alone: without the place in ONNX Runtime's source and the library's path. */
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

    /** What to do about such a cause. */
    static String remedy(String cause) {
        if (cause.contains("libcuda.so")) {
            return "NVIDIA's driver is missing: install it, 525 or newer; in a container, hand the"
                    + " GPU to it (docker run --gpus all, with the NVIDIA Container Toolkit on the"
                    + " host). See docs/gpu.md.";
        }
        if (cause.contains("cannot open shared object file")
                || cause.contains("undefined symbol")) {
            return "Install CUDA 12, from 12.8 on, where the loader finds it (ldconfig or"
                    + " LD_LIBRARY_PATH): libcublasLt.so.12, libcublas.so.12, libcurand.so.10 and"
                    + " libcudart.so.12. See docs/gpu.md.";
        }
        return "See that nvidia-smi lists the device, with a driver of 525 or newer, and that"
                + " neither CUDA_VISIBLE_DEVICES nor the container hides it. See docs/gpu.md.";
    }
}
