package io.semblance.embedding;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Real engines for tests; unpacked models are kept between runs. */
final class TestEngines {

    static final Path DATA = Path.of("target/test-data");

    private TestEngines() {}

    static MicroBatchingEngine engine() {
        return engine(properties(2, null));
    }

    static MicroBatchingEngine engine(
            EmbeddingProperties properties, ModelProperties.Model... models) {
        return new EmbeddingConfiguration()
                .embeddingEngine(
                        new ModelProperties("bge-small-en-v1.5", List.of(models), DATA),
                        properties,
                        new SimpleMeterRegistry());
    }

    static EmbeddingProperties properties(int lanes, @Nullable Long queueTokens) {
        return new EmbeddingProperties("auto", lanes, 1, 512, queueTokens, Duration.ofSeconds(60));
    }

    static ModelFile file(String name) {
        return new ModelFiles(DATA.resolve("models")).locate(name, "classpath:" + name, null);
    }
}
