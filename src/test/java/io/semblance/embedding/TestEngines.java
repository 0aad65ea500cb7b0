package io.semblance.embedding;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Real engines for tests; unpacked models are kept between runs. */
final class TestEngines {

    static final Path DATA = Path.of("target/test-data");

    static final RerankerProperties NO_RERANKER =
            new RerankerProperties("reranker", null, null, null, null);

    private TestEngines() {}

    static MicroBatchingEngine engine() {
        return engine(properties(2, null));
    }

    static MicroBatchingEngine engine(
            EmbeddingProperties properties, ModelProperties.Model... models) {
        return engine(properties, new SimpleMeterRegistry(), models);
    }

    static MicroBatchingEngine engine(
            EmbeddingProperties properties, MeterRegistry meters, ModelProperties.Model... models) {
        return engine(properties, NO_RERANKER, meters, models);
    }

    static MicroBatchingEngine engine(
            EmbeddingProperties properties,
            RerankerProperties reranker,
            MeterRegistry meters,
            ModelProperties.Model... models) {
        var engineModels = new ModelProperties("bge-small-en-v1.5", List.of(models), DATA);
        return new EmbeddingConfiguration()
                .embeddingEngine(
                        ModelLoading.begin(engineModels, properties, reranker),
                        engineModels,
                        properties,
                        meters);
    }

    /** A reranker from a folder. */
    static RerankerProperties reranker(Path directory) {
        return new RerankerProperties("reranker", directory, null, null, null);
    }

    /** Without a cache: what is embedded again is computed again. */
    static EmbeddingProperties properties(int lanes, @Nullable Long queueTokens) {
        return properties(lanes, queueTokens, DataSize.ofBytes(0));
    }

    static EmbeddingProperties properties(
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
    static EmbeddingProperties defaults() {
        return new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("semblance.embedding", EmbeddingProperties.class);
    }

    /** So many texts, each different from the others and so many times the same word. */
    static List<String> texts(int count, int words) {
        return IntStream.range(0, count).mapToObj(i -> i + " word".repeat(words)).toList();
    }

    static ModelFile file(String name) {
        return new ModelFiles(DATA.resolve("models")).locate(name, "classpath:" + name, null);
    }
}
