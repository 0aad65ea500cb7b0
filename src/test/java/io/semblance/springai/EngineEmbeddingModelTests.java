package io.semblance.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.TextRefusedException;
import io.semblance.value.Embedding;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import java.util.List;
import java.util.Map;

/** The embedding engine as Spring AI's {@code EmbeddingModel}. */
class EngineEmbeddingModelTests {

    private static final String BGE = "bge-small-en-v1.5";
    private static final String E5 = "e5-small-v2-q";

    private static ChildContext context;
    private static EmbeddingEngine engine;
    private static EmbeddingModel model;

    @BeforeAll
    static void open() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(
                        new MapPropertySource(
                                "test", Map.of("semblance.data-dir", "target/test-data")));
        context =
                ChildContext.start(
                        environment, new SimpleMeterRegistry(), "io.semblance.embedding");
        engine = context.get(EmbeddingEngine.class);
        model = new EngineEmbeddingModel(engine);
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @Test
    void embedsATextWithoutPrefix() {
        assertThat(model.embed("pumps")).isEqualTo(engine(BGE, "pumps", Prompt.DEFAULT));
        assertThat(model.dimensions()).isEqualTo(384);
    }

    @Test
    void embedsADocumentAsAPassage() {
        assertThat(model.embed(new Document("pumps")))
                .isEqualTo(engine(BGE, "pumps", Prompt.DOCUMENT));
    }

    @Test
    void embedsListsInTheirOrder() {
        assertThat(model.embed(List.of("pumps", "valves")))
                .hasSize(2)
                .element(1)
                .satisfies(second ->
                        assertThat(cosine(second, engine(BGE, "valves", Prompt.DEFAULT)))
                                .isGreaterThan(0.99999));
    }

    @Test
    void optionsChooseModelAndDimensions() {
        EmbeddingResponse response =
                model.call(
                        new EmbeddingRequest(
                                List.of("pumps"),
                                EmbeddingOptions.builder().model(E5).dimensions(100).build()));

        assertThat(response.getResult().getOutput()).hasSize(100);
        assertThat(response.getMetadata().getModel()).isEqualTo(E5);
        assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(3);
    }

    @Test
    void refusesWhatTheEngineRefuses() {
        assertThatThrownBy(() -> model.embed("")).isInstanceOf(TextRefusedException.class);
        assertThatThrownBy(() -> model.embed("word ".repeat(600)))
                .isInstanceOf(TextRefusedException.class)
                .hasMessageContaining("at most 512");
    }

    private static float[] engine(String id, String text, Prompt prompt) {
        return engine.embed(
                        new EmbedRequest(
                                id,
                                List.of(text),
                                prompt,
                                EmbedRequest.Priority.QUERY,
                                EmbedRequest.Admission.WAIT,
                                EmbedRequest.Truncation.REFUSE,
                                null,
                                null))
                .embeddings()
                .getFirst()
                .toArray();
    }

    private static double cosine(float[] a, float[] b) {
        return Embedding.of(a).dot(Embedding.of(b));
    }
}
