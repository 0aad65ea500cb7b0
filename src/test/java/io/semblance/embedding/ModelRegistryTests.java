package io.semblance.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.TestWaits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
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

    private static final ModelSpec REAL = Catalogue.models().get(1);

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
    private ModelRegistry<OnnxModel> registry() {
        server.ignore("/slow");
        Map<String, ModelSpec> specs = new LinkedHashMap<>();
        for (String id : List.of("slow", "fast")) {
            specs.put(id, REAL);
        }
        AtomicInteger number = new AtomicInteger();
        Map<String, ModelSpec> distinct = new LinkedHashMap<>();
        specs.forEach((id, spec) -> distinct.put(id, named(id, number.incrementAndGet())));
        return new ModelRegistry<>(
                distinct, this::fetch, spec -> OnnxModel.load(REAL, files, new Device.Cpu(), 1));
    }

    private static ModelSpec named(String id, int dimensions) {
        return new ModelSpec(id, "", null, "", Pooling.CLS, true, "", "", 512, dimensions);
    }

    private void fetch(ModelSpec spec) {
        if (spec.id().equals("slow")) {
            try {
                new ModelDownload("slow", URI.create(server.url() + "/slow"), Duration.ofDays(1))
                        .to(folder.resolve("slow"), null);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static ModelRegistry<OnnxModel> registry(
            AtomicInteger attempts, AtomicBoolean fails, ModelFiles files) {
        return new ModelRegistry<>(
                Map.of("m", REAL),
                spec -> {
                    attempts.incrementAndGet();
                    if (fails.get()) {
                        throw new ModelLoadException("no such file", "Bring it.", null);
                    }
                    return OnnxModel.load(spec, files, new Device.Cpu(), 1);
                });
    }

    @Test
    void slowDownloadKeepsNoOtherModelWaiting() {
        try (ModelRegistry<OnnxModel> registry = registry()) {
            registry.prepare("slow");
            TestWaits.until("the download has begun", server::hasRequests);
            assertThat(registry.model("fast").description().dimension()).isEqualTo(384);
        }
    }

    @Test
    void closeEndsADownloadAndThoseThatWaitForIt() {
        ModelRegistry<OnnxModel> registry = registry();
        CompletableFuture<OnnxModel> waiting =
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
        try (ModelRegistry<OnnxModel> registry = registry()) {
            Caller hurried =
                    new Caller(Deadline.of(Duration.ofMillis(50), System.nanoTime()), () -> false);
            assertThatThrownBy(() -> registry.model("slow", hurried, null))
                    .isInstanceOf(DeadlineExceededException.class);
            assertThatThrownBy(() -> registry.model("slow", new Caller(null, () -> true), null))
                    .isInstanceOf(CallerGoneException.class);
            assertThatThrownBy(() -> registry.model("slow", Caller.PATIENT, Duration.ZERO))
                    .isInstanceOf(ModelLoadException.class)
                    .hasMessage("model 'slow' is still being loaded");
            assertThat(server.requests()).as("all wait for one load").isLessThanOrEqualTo(1);
        }
    }

    @Test
    void loadThatFailedIsNotRepeatedByEveryRequest() {
        try (ModelRegistry<OnnxModel> registry = registry(attempts, fails, files)) {
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> registry.model("m")).hasMessage("no such file");
            }
            // A second passes before the next one; on a slow machine the hundred may take longer.
            assertThat(attempts).hasValueLessThan(10);
        }
    }

    @Test
    void loadThatFailedIsRepeatedLater() {
        try (ModelRegistry<OnnxModel> registry = registry(attempts, fails, files)) {
            assertThatThrownBy(() -> registry.model("m")).hasMessage("no such file");
            fails.set(false);
            TestWaits.until("the model is loaded", () -> isLoaded(registry));
            assertThat(registry.model("m").description().dimension()).isEqualTo(384);
        }
    }

    private static boolean isLoaded(ModelRegistry<OnnxModel> registry) {
        try {
            return registry.model("m") != null;
        } catch (ModelLoadException e) {
            return false;
        }
    }
}
