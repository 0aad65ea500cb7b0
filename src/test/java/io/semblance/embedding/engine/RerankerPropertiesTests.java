package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.embedding.model.RerankerProperties;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.nio.file.Path;
import java.util.Map;

class RerankerPropertiesTests {

    @Test
    void defaults() {
        assertThat(bound(Map.of())).isEqualTo(TestEngines.NO_RERANKER);
    }

    @Test
    void mapping() {
        assertThat(
                        bound(
                                Map.of(
                                        "semblance.reranker.id", "mine",
                                        "semblance.reranker.directory", "/models/mine",
                                        "semblance.reranker.onnx", "file:m.onnx",
                                        "semblance.reranker.tokenizer", "file:t.json",
                                        "semblance.reranker.max-tokens", "256")))
                .isEqualTo(
                        new RerankerProperties(
                                "mine",
                                Path.of("/models/mine"),
                                "file:m.onnx",
                                "file:t.json",
                                256));
    }

    private static RerankerProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance.reranker", RerankerProperties.class);
    }
}
