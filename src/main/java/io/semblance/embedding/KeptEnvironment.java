package io.semblance.embedding;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

import org.slf4j.LoggerFactory;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * ONNX Runtime's environment, which lasts as long as the process. Its Java binding frees it in a
 * shutdown hook, and hooks run beside all other threads: a model that is being loaded or run when
 * the JVM is told to end would use freed memory, and mostly crash it
 * (https://github.com/microsoft/onnxruntime/issues/31352). The environment counts who uses it, so
 * one user more keeps it; but not with CUDA, whose libraries must go before its driver does.
 */
final class KeptEnvironment {

    private static final OrtEnvironment ENVIRONMENT = environment();

    private KeptEnvironment() {}

    /** The one of this process. */
    static OrtEnvironment get() {
        return ENVIRONMENT;
    }

    private static OrtEnvironment environment() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (!NativeLibraries.haveCuda()) {
            useOnceMore();
        }
        return environment;
    }

    private static void useOnceMore() {
        try {
            Field api =
                    Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method create =
                    OrtEnvironment.class.getDeclaredMethod(
                            "createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            create.invoke(
                    null,
                    api.getLong(null),
                    OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(),
                    "semblance");
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Another version: all is well but an end amid a load.
            LoggerFactory.getLogger(KeptEnvironment.class)
                    .debug("ONNX Runtime's environment is freed as the JVM ends", e);
        }
    }
}
