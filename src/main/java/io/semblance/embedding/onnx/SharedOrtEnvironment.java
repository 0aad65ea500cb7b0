package io.semblance.embedding.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

import org.slf4j.LoggerFactory;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * ONNX Runtime's environment, which exists as long as the process. Its Java binding frees it in a
 * shutdown hook, which runs concurrently with all other threads: a model that is being loaded or
 * run while the JVM ends would use freed memory, and mostly crash the JVM
 * (https://github.com/microsoft/onnxruntime/issues/31352). The environment counts its users, so one
 * additional user keeps it. This is not done with CUDA, whose libraries must be released before its
 * driver.
 */
final class SharedOrtEnvironment {

    private static final OrtEnvironment ENVIRONMENT = environment();

    private SharedOrtEnvironment() {}

    /** Returns the environment of this process. */
    static OrtEnvironment get() {
        return ENVIRONMENT;
    }

    private static OrtEnvironment environment() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (!NativeLibraries.haveCuda()) {
            addUser();
        }
        return environment;
    }

    private static void addUser() {
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
            // Another version of ONNX Runtime: everything works except an end of the JVM during a
            // load.
            LoggerFactory.getLogger(SharedOrtEnvironment.class)
                    .debug("ONNX Runtime's environment is freed when the JVM ends", e);
        }
    }
}
