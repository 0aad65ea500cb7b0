package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;

import io.semblance.embedding.engine.TestEngines;
import io.semblance.embedding.model.ModelFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A JVM ends while models are loading. */
class SharedOrtEnvironmentTests {

    @TempDir Path folder;

    @Test
    void jvmThatEndsAmidALoadDoesNotCrash() throws Exception {
        assumeFalse(NativeLibraries.haveCuda(), "a build with CUDA frees the environment");
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                                "-XX:-CreateCoredumpOnCrash",
                                "-cp",
                                System.getProperty("java.class.path"),
                                EndAmidALoad.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
    }

    /** Loads a model again and again, and ends while it does. */
    static final class EndAmidALoad {

        private EndAmidALoad() {}

        /** Runs it. */
        public static void main(String[] arguments) {
            NativeLibraries.unpackInto(TestEngines.DATA.resolve("native"), false);
            Path model =
                    new ModelFiles(TestEngines.DATA.resolve("models"))
                            .locate("bge-small-en-v1.5", "classpath:bge-small-en-v1.5.onnx", null)
                            .path();
            load(model);
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> {
                        while (true) {
                            load(model);
                        }
                    });
            // The hook that frees the environment has ended long before this one.
            Runtime.getRuntime().addShutdownHook(new Thread(EndAmidALoad::pause));
            pause();
            System.exit(0);
        }

        private static void load(Path model) {
            try (var options = new SessionOptions()) {
                SharedOrtEnvironment.get().createSession(model.toString(), options).close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void pause() {
            LockSupport.parkNanos(700_000_000);
        }
    }
}
