package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.engine.TestEngines;
import io.semblance.embedding.model.BuiltInModels;
import io.semblance.embedding.model.EmbeddingModules;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A load that fails frees what it had loaded, which is native memory. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "memory is read from /proc")
class FailedLoadMemoryTests {

    private static final long MEGABYTE = 1 << 20;
    private static final ModelSpec MODEL = BuiltInModels.models().get(1);

    @Test
    void sessionOfAGraphOfAnotherDimensionIsFreed() throws IOException {
        assertFreed(8, 200, FailedLoadMemoryTests::load);
    }

    private static void load() {
        TextEncoder.load(
                        new ModelSpec(
                                "mine",
                                MODEL.onnx(),
                                null,
                                MODEL.tokenizer(),
                                EmbeddingModules.of(Pooling.CLS, true, null),
                                ModelPrompts.NONE,
                                512,
                                7),
                        new ModelFiles(TestEngines.DATA.resolve("models")),
                        new Device.Cpu(),
                        new ThreadCounts(1, 1))
                .close();
    }

    /** After some loads, which fill the caches of libraries and allocators. */
    private static void assertFreed(int loads, long megabytes, Runnable load) throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(load::run).isInstanceOf(ModelLoadException.class);
        }
        long before = residentBytes();
        for (int i = 0; i < loads; i++) {
            assertThatThrownBy(load::run).isInstanceOf(ModelLoadException.class);
        }
        assertThat((residentBytes() - before) / MEGABYTE).isLessThan(megabytes);
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
