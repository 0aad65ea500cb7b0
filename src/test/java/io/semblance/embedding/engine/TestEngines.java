package io.semblance.embedding.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.graph.TinyEncoder;
import io.semblance.embedding.model.BuiltInModels;
import io.semblance.embedding.model.ModelFile;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelProperties;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.model.RerankerProperties;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Real engines for tests; unpacked models are kept between runs. */
public final class TestEngines {

    public static final Path DATA = Path.of("target/test-data");

    public static final RerankerProperties NO_RERANKER =
            new RerankerProperties("reranker", null, null, null, null);

    private TestEngines() {}

    /** With the catalogue's default model as the default. */
    public static MicroBatchingEngine engine() {
        return engine(
                "bge-small-en-v1.5", properties(2, null), NO_RERANKER, new SimpleMeterRegistry());
    }

    /** With the first of these models as the default, or else a quantized one of the catalogue. */
    public static MicroBatchingEngine engine(
            EmbeddingProperties properties, ModelProperties.Model... models) {
        return engine(properties, new SimpleMeterRegistry(), models);
    }

    public static MicroBatchingEngine engine(
            EmbeddingProperties properties, MeterRegistry meters, ModelProperties.Model... models) {
        String defaultModel = models.length == 0 ? "bge-small-en-v1.5-q" : models[0].id();
        return engine(defaultModel, properties, NO_RERANKER, meters, models);
    }

    /** An engine for tests of a reranker: its text encoder is a tiny one, which loads at once. */
    public static MicroBatchingEngine reranking(
            EmbeddingProperties properties, RerankerProperties reranker, MeterRegistry meters)
            throws IOException {
        ModelProperties.Model encoder = tinyModel();
        return engine(encoder.id(), properties, reranker, meters, encoder);
    }

    /** A text encoder that loads at once and yields vectors with two components. */
    static ModelProperties.Model tinyModel() throws IOException {
        Path graph = Files.createTempFile(Files.createDirectories(DATA), "tiny", ".onnx");
        graph.toFile().deleteOnExit();
        return new ModelProperties.Model(
                "tiny",
                null,
                "file:" + Files.write(graph, TinyEncoder.weighted(1, 2)).toAbsolutePath(),
                "classpath:bge-small-en-v1.5-tokenizer.json",
                Pooling.CLS,
                null,
                null,
                null,
                null,
                null);
    }

    private static MicroBatchingEngine engine(
            String defaultModel,
            EmbeddingProperties properties,
            RerankerProperties reranker,
            MeterRegistry meters,
            ModelProperties.Model... models) {
        var engineModels = new ModelProperties(defaultModel, List.of(models), DATA, Map.of());
        return new EmbeddingConfiguration()
                .embeddingEngine(
                        ConfiguredModels.begin(engineModels, properties, reranker),
                        properties,
                        meters);
    }

    /** A reranker from a folder. */
    public static RerankerProperties reranker(Path directory) {
        return new RerankerProperties("reranker", directory, null, null, null);
    }

    /** Without a cache: what is embedded again is computed again. */
    public static EmbeddingProperties properties(int lanes, @Nullable Long queueTokens) {
        return properties(lanes, queueTokens, DataSize.ofBytes(0));
    }

    public static EmbeddingProperties properties(
            int lanes, @Nullable Long queueTokens, DataSize cacheSize) {
        return new EmbeddingProperties(
                "auto",
                lanes,
                1,
                512,
                queueTokens,
                Duration.ofMinutes(10),
                1_024,
                Duration.ofMinutes(10),
                Duration.ofSeconds(60),
                cacheSize);
    }

    /** What is set if nothing is. */
    public static EmbeddingProperties defaults() {
        return new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("semblance.embedding", EmbeddingProperties.class);
    }

    /** So many texts, each different from the others and so many times the same word. */
    public static List<String> texts(int count, int words) {
        return IntStream.range(0, count).mapToObj(i -> i + " word".repeat(words)).toList();
    }

    /** A model of the catalogue. */
    public static ModelSpec spec(String id) {
        return BuiltInModels.models().stream()
                .filter(spec -> spec.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    public static ModelFile file(String name) {
        return new ModelFiles(DATA.resolve("models")).locate(name, "classpath:" + name, null);
    }
}
