package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.TestWaits;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.model.BuiltInModels;
import io.semblance.embedding.model.EmbeddingModules;
import io.semblance.embedding.model.FileServer;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.onnx.Device;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.embedding.onnx.ThreadCounts;
import io.semblance.value.Caller;
import io.semblance.value.CallerGoneException;
import io.semblance.value.Deadline;
import io.semblance.value.DeadlineExceededException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Models that take long to fetch, or fail to load, and those that wait for them. */
@Timeout(120)
class ModelRegistryTests {

    private static final ModelSpec REAL = BuiltInModels.models().get(1);

    @TempDir private Path folder;

    private final FileServer server = new FileServer();
    private final ModelFiles files = new ModelFiles(TestEngines.DATA.resolve("models"));
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicBoolean fails = new AtomicBoolean(true);

    @AfterEach
    void stop() {
        server.close();
    }

    /** With a model 'slow', whose server never answers, and 'fast', which is in the class path. */
    private ModelRegistry<TextEncoder> registry() {
        server.ignore("/slow");
        Map<String, ModelSpec> specs = new LinkedHashMap<>();
        for (String id : List.of("slow", "fast")) {
            specs.put(id, REAL);
        }
        AtomicInteger number = new AtomicInteger();
        Map<String, ModelSpec> distinct = new LinkedHashMap<>();
        specs.forEach((id, spec) ->
                distinct.put(id, named(id, server.url() + "/" + id, number.incrementAndGet())));
        return new ModelRegistry<>(
                ModelRegistry.given(distinct),
                _ -> {},
                this::fetch,
                spec -> TextEncoder.load(REAL, files, new Device.Cpu(), new ThreadCounts(1, 1)));
    }

    private static ModelSpec named(String id, String onnx, int dimensions) {
        return new ModelSpec(
                id,
                onnx,
                null,
                "",
                EmbeddingModules.of(Pooling.CLS, true, null),
                ModelPrompts.NONE,
                512,
                dimensions);
    }

    private void fetch(ModelSpec spec) {
        if (spec.id().equals("slow")) {
            new ModelFiles(folder, "http:").fetch(spec);
        }
    }

    private static ModelRegistry<TextEncoder> registry(
            AtomicInteger attempts, AtomicBoolean fails, ModelFiles files) {
        return new ModelRegistry<>(
                Map.of("m", REAL),
                spec -> {
                    attempts.incrementAndGet();
                    if (fails.get()) {
                        throw new ModelLoadException("no such file", "Bring it.", null);
                    }
                    return TextEncoder.load(spec, files, new Device.Cpu(), new ThreadCounts(1, 1));
                });
    }

    @Test
    void slowDownloadKeepsNoOtherModelWaiting() {
        try (ModelRegistry<TextEncoder> registry = registry()) {
            registry.prepare("slow");
            TestWaits.until("the download has begun", server::hasRequests);
            assertThat(registry.model("fast").description().dimension()).isEqualTo(384);
        }
    }

    @Test
    void closeEndsADownloadAndThoseThatWaitForIt() {
        ModelRegistry<TextEncoder> registry = registry();
        CompletableFuture<TextEncoder> waiting =
                CompletableFuture.supplyAsync(
                        () -> registry.model("slow"), task -> Thread.ofVirtual().start(task));
        TestWaits.until("the download has begun", server::hasRequests);
        registry.close();

        assertThatThrownBy(waiting::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(EngineClosedException.class);
        assertThatThrownBy(() -> registry.model("fast")).isInstanceOf(EngineClosedException.class);
    }

    @Test
    void callerWaitsNoLongerThanItWants() {
        try (ModelRegistry<TextEncoder> registry = registry()) {
            Caller hurried =
                    new Caller(Deadline.of(Duration.ofMillis(50), System.nanoTime()), () -> false);
            assertThatThrownBy(() -> registry.model("slow", hurried, null))
                    .isInstanceOf(DeadlineExceededException.class);
            assertThatThrownBy(() ->
                            registry.model("slow", new Caller(Deadline.NONE, () -> true), null))
                    .isInstanceOf(CallerGoneException.class);
            assertThatThrownBy(() -> registry.model("slow", Caller.NO_DEADLINE, Duration.ZERO))
                    .isInstanceOf(ModelLoadException.class)
                    .hasMessage("model 'slow' is still being loaded");
            assertThat(server.requests()).as("all wait for one load").isLessThanOrEqualTo(1);
        }
    }

    @Test
    void loadThatFailedIsNotRepeatedByEveryRequest() {
        try (ModelRegistry<TextEncoder> registry = registry(attempts, fails, files)) {
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> registry.model("m")).hasMessage("no such file");
            }
            // A second passes before the next one; on a slow machine the hundred may take longer.
            assertThat(attempts).hasValueLessThan(10);
        }
    }

    @Test
    void loadThatFailedIsRepeatedLater() {
        try (ModelRegistry<TextEncoder> registry = registry(attempts, fails, files)) {
            assertThatThrownBy(() -> registry.model("m")).hasMessage("no such file");
            fails.set(false);
            TestWaits.until("the model is loaded", () -> isLoaded(registry));
            assertThat(registry.model("m").description().dimension()).isEqualTo(384);
        }
    }

    private static boolean isLoaded(ModelRegistry<TextEncoder> registry) {
        try {
            return registry.model("m") != null;
        } catch (ModelLoadException e) {
            return false;
        }
    }
}
