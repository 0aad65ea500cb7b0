package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.EngineSizing;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.Precision;
import io.semblance.embedding.QueueLimits;
import io.semblance.embedding.UnknownModelException;
import io.semblance.embedding.model.EmbeddingModules;
import io.semblance.embedding.model.ModelProperties;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.model.ModelSpecs;
import io.semblance.embedding.onnx.Device;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.embedding.onnx.ThreadCounts;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class EmbeddingPropertiesTests {

    private static final long GIGABYTE = DataSize.ofGigabytes(1).toBytes();

    @Test
    void defaults() {
        assertThat(engine(Map.of()))
                .isEqualTo(
                        new EmbeddingProperties(
                                "auto",
                                null,
                                1,
                                null,
                                null,
                                Duration.ofHours(2),
                                1_024,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(60),
                                DataSize.ofMegabytes(64)));
        assertThat(models(Map.of()))
                .isEqualTo(
                        new ModelProperties(
                                "bge-small-en-v1.5", List.of(), Path.of("data"), Map.of()));
    }

    @Test
    void mapping() {
        EmbeddingProperties engine =
                engine(
                        Map.of(
                                "semblance.embedding.device", "cuda:1",
                                "semblance.embedding.lanes", "3",
                                "semblance.embedding.threads-per-lane", "2",
                                "semblance.embedding.batch-tokens", "1024",
                                "semblance.embedding.queue-tokens", "9000",
                                "semblance.embedding.queue-time", "20s",
                                "semblance.embedding.interactive-tokens", "300",
                                "semblance.embedding.interactive-queue-time", "2s",
                                "semblance.embedding.max-wait", "5s",
                                "semblance.embedding.cache-size", "100000"));

        assertThat(engine)
                .isEqualTo(
                        new EmbeddingProperties(
                                "cuda:1",
                                3,
                                2,
                                1024,
                                9000L,
                                Duration.ofSeconds(20),
                                300,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5),
                                DataSize.ofBytes(100_000)));
        var queue = new QueueLimits(9_000, Duration.ofSeconds(20), 300, Duration.ofSeconds(2));
        assertThat(DeviceSizing.of(engine, new Device.Cpu(), 8, GIGABYTE))
                .isEqualTo(new EngineSizing(false, 3, 2, 1024, 1024, queue, 3));
        assertThat(DeviceSizing.of(engine, new Device.Cuda(1, true), 8, GIGABYTE))
                .isEqualTo(new EngineSizing(true, 3, 2, 1024, 1024, queue, 8));
    }

    @Test
    void shapeIsAsTheDeviceNeedsIt() {
        EngineSizing cpu = DeviceSizing.of(engine(Map.of()), new Device.Cpu(), 8, GIGABYTE);
        assertThat(cpu.batchTokens(Precision.FLOAT32)).isEqualTo(512);
        assertThat(cpu.batchTokens(Precision.INT8)).isEqualTo(1024);
        var queue = new QueueLimits(8_388_608, Duration.ofHours(2), 1_024, Duration.ofSeconds(30));
        assertThat(cpu).isEqualTo(new EngineSizing(false, 8, 1, 512, 1024, queue, 8));
        assertThat(DeviceSizing.of(engine(Map.of()), new Device.Cuda(0, false), 8, GIGABYTE))
                .isEqualTo(new EngineSizing(true, 2, 1, 16_384, 16_384, queue, 8));
    }

    @Test
    void runUsesTheCoresOfAllLanesAndNoMoreThanThereAre() {
        assertThat(DeviceSizing.threads(engine(Map.of()), 8)).isEqualTo(new ThreadCounts(1, 8));
        assertThat(DeviceSizing.threads(lanes(3, 2), 8)).isEqualTo(new ThreadCounts(2, 6));
        assertThat(DeviceSizing.threads(lanes(64, 1), 8)).isEqualTo(new ThreadCounts(1, 8));
        assertThat(DeviceSizing.threads(lanes(1, 4), 2)).isEqualTo(new ThreadCounts(4, 4));
    }

    private static EmbeddingProperties lanes(int lanes, int threads) {
        return engine(
                Map.of(
                        "semblance.embedding.lanes", String.valueOf(lanes),
                        "semblance.embedding.threads-per-lane", String.valueOf(threads)));
    }

    @Test
    void interactiveRequestsWaitNoLongerThanOthers() {
        var queue = new QueueLimits(9_000, Duration.ofSeconds(5), 300, Duration.ofSeconds(30));

        assertThat(queue.time(300)).hasSeconds(5);
        assertThat(queue.timeProperty(300)).isEqualTo("semblance.embedding.queue-time");
    }

    @Test
    void cacheOfLessThanNothingIsRefused() {
        assertThatThrownBy(() -> engine(Map.of("semblance.embedding.cache-size", "-1MB")))
                .hasRootCauseMessage(
                        "semblance.embedding.cache-size must be at least 0 (0 disables the cache),"
                                + " got: -1048576B");
    }

    @Test
    void modelsAreAList() {
        ModelProperties properties =
                models(
                        Map.of(
                                "semblance.model", "mine",
                                "semblance.data-dir", "/var/lib/semblance",
                                "semblance.models[0].id", "mine",
                                "semblance.models[0].onnx", "file:m.onnx",
                                "semblance.models[0].tokenizer", "file:t.json",
                                "semblance.models[0].pooling", "last",
                                "semblance.models[0].normalize", "false",
                                "semblance.models[0].query-prefix", "q: ",
                                "semblance.models[0].document-prefix", "d: ",
                                "semblance.models[0].max-tokens", "64"));
        ModelSpec spec = ModelSpecs.resolve(properties).get("mine");

        assertThat(properties.dataDir()).isEqualTo(Path.of("/var/lib/semblance"));
        assertThat(spec)
                .isEqualTo(
                        new ModelSpec(
                                "mine",
                                "file:m.onnx",
                                null,
                                "file:t.json",
                                EmbeddingModules.of(Pooling.LAST, false, null),
                                ModelPrompts.of("q: ", "d: "),
                                64,
                                null));
        assertThat(ModelSpecs.resolve(properties)).hasSize(7);
    }

    @Test
    void aliasesAreAMapOfNames() {
        ModelProperties properties =
                models(
                        Map.of(
                                "semblance.model-aliases.text-embedding-3-small",
                                "bge-small-en-v1.5",
                                "semblance.model-aliases[Org/name_1.0]",
                                "e5-small-v2"));

        assertThat(properties.modelAliases())
                .isEqualTo(
                        Map.of(
                                "text-embedding-3-small",
                                "bge-small-en-v1.5",
                                "Org/name_1.0",
                                "e5-small-v2"));
    }

    @Test
    void catalogueHasTheModelsThatTheBuildBrings() {
        ModelProperties properties =
                models(
                        Map.of(
                                "semblance.models[0].id", "all-minilm-l6-v2",
                                "semblance.models[0].onnx", "file:m.onnx",
                                "semblance.models[0].tokenizer", "file:t.json",
                                "semblance.models[0].pooling", "mean"));
        Map<String, ModelSpec> specs =
                ModelSpecs.resolve(properties, location -> location.contains("bge-small"));

        assertThat(specs.keySet())
                .containsExactly("bge-small-en-v1.5", "bge-small-en-v1.5-q", "all-minilm-l6-v2");
        try (ModelRegistry<TextEncoder> registry =
                new ModelRegistry<>(
                        specs,
                        spec -> {
                            throw new AssertionError(spec);
                        })) {
            assertThatThrownBy(() -> registry.model("e5-small-v2"))
                    .isInstanceOf(UnknownModelException.class)
                    .hasMessage(
                            "the model 'e5-small-v2' is not in this build; build with -Pall-models"
                                    + " or configure its files in semblance.models; the models are"
                                    + " bge-small-en-v1.5, bge-small-en-v1.5-q, all-minilm-l6-v2");
        }
    }

    @Test
    void incompleteModelSaysWhatIsMissing() {
        ModelProperties properties =
                models(
                        Map.of(
                                "semblance.models[0].id", "mine",
                                "semblance.models[0].onnx", "file:m.onnx"));

        assertThatThrownBy(() -> ModelSpecs.resolve(properties))
                .isInstanceOf(ModelLoadException.class)
                .hasMessage("model 'mine' of semblance.models has no tokenizer");
    }

    private static EmbeddingProperties engine(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance.embedding", EmbeddingProperties.class);
    }

    private static ModelProperties models(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance", ModelProperties.class);
    }
}
