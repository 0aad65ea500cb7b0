package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

import io.semblance.embedding.ModelLoadException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** Which device is chosen, and what is said when it cannot be used; without a GPU. */
class DeviceTests {

    @ParameterizedTest
    @ValueSource(strings = {"auto", "cpu"})
    void isTheProcessorWhereTheBuildHasNoCuda(String setting) {
        assumeBuildWithoutCuda();
        assertThat(Device.choose(setting)).isEqualTo(new Device.Cpu());
    }

    @ParameterizedTest
    @CsvSource({"cuda, 0", "cuda:0, 0", "cuda:12, 12"})
    void cudaIsRefusedWhereTheBuildHasNone(String setting, int id) {
        assumeBuildWithoutCuda();
        assertThatThrownBy(() -> Device.choose(setting))
                .isInstanceOfSatisfying(
                        ModelLoadException.class,
                        failure ->
                                assertThat(failure.remedy())
                                        .isEqualTo(
                                                "Build with -Pgpu, or set"
                                                        + " semblance.embedding.device to cpu or"
                                                        + " auto."))
                .hasMessage(
                        "CUDA device %d cannot be used: this build has ONNX Runtime without CUDA",
                        id);
    }

    /** Of a build with -Pgpu, what is said depends on the machine. */
    private static void assumeBuildWithoutCuda() {
        assumeThat(NativeLibraries.haveCuda()).as("this build has CUDA").isFalse();
    }

    @Test
    void probeIsAGraphThatRuns() throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(Device.probe());
                var one = OnnxTensor.createTensor(environment, new float[] {1});
                var result = session.run(Map.of("x", one))) {
            assertThat((float[]) result.get(0).getValue()).containsExactly(2);
        }
    }

    /** What ONNX Runtime 1.28.0 said on machines without CUDA, driver, a new enough CUDA, GPU. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:1988"
                        + " onnxruntime::Provider& onnxruntime::ProviderLibrary::Get()"
                        + " [ONNXRuntimeError] : 1 : FAIL : Failed to load library"
                        + " /data/libonnxruntime_providers_cuda.so with error: libcublasLt.so.12:"
                        + " cannot open shared object file: No such file or directory"
                        + " | libcublasLt.so.12: cannot open shared object file: No such file or"
                        + " directory | Install CUDA 12, version 12.8 or newer",
                "x [ONNXRuntimeError] : 1 : FAIL : Failed to load library"
                        + " /data/libonnxruntime_providers_cuda.so with error: libcuda.so.1: cannot"
                        + " open shared object file: No such file or directory"
                        + " | libcuda.so.1: cannot open shared object file: No such file or"
                        + " directory | The NVIDIA driver is missing",
                "x [ONNXRuntimeError] : 1 : FAIL : Failed to load library"
                        + " /data/libonnxruntime_providers_cuda.so with error:"
                        + " /data/libonnxruntime_providers_cuda.so: undefined symbol:"
                        + " cudaLibraryGetKernel, version libcudart.so.12"
                        + " | libonnxruntime_providers_cuda.so: undefined symbol:"
                        + " cudaLibraryGetKernel, version libcudart.so.12 | version 12.8 or newer",
                "x [ONNXRuntimeError] : 1 : FAIL : provider_options_utils.h:187 Parse Failed to"
                        + " parse provider option \"device_id\": CUDA failure 100: no CUDA-capable"
                        + " device is detected ; GPU=-1 ; hostname=vm ; file=x.cc ; line=69 ;"
                        + " | CUDA failure 100: no CUDA-capable device is detected"
                        + " | nvidia-smi",
            })
    void failureIsItsCauseAndWhatToDo(String message, String cause, String remedy) {
        OrtException failure =
                new OrtException(OrtException.OrtErrorCode.ORT_FAIL, message + " \n");

        assertThat(CudaFailure.cause(failure)).isEqualTo(cause);
        assertThat(CudaFailure.remedy(cause)).contains(remedy).endsWith("See docs/gpu.md.");
    }
}
