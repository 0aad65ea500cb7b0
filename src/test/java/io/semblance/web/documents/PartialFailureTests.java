package io.semblance.web.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EngineSizing;
import io.semblance.embedding.ModelDescription;
import io.semblance.embedding.ModelStatus;
import io.semblance.embedding.ModelTokenizer;
import io.semblance.embedding.TokenCounter;
import io.semblance.embedding.TokenEmbedResult;
import io.semblance.value.Caller;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

import tools.jackson.databind.JsonNode;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A write whose embedding fails midway: what was written is told, and what was not. */
@Import(PartialFailureTests.Wiring.class)
class PartialFailureTests extends HttpTests {

    private static final String PATH = "/v1/collections/partial/documents";

    /** A large document is embedded by two calls. */
    private static final int CALLS_A_DOCUMENT = 2;

    @Autowired private FailingEngine engine;

    @BeforeEach
    void smallChunks() {
        service.delete("/v1/collections/partial");
        service.put(
                "/v1/collections/partial",
                "{\"model\":\"bge-small-en-v1.5-q\",\"chunking\":{\"maxTokens\":18,\"overlap\":0}}");
    }

    @Test
    void documentsWrittenBeforeTheFailureStayAndTheRestCanBeRepeated() {
        String body =
                Service.JSON.writeValueAsString(
                        Map.of("documents", List.of(large("a"), large("b"), large("c"))));
        engine.callsLeft.set(CALLS_A_DOCUMENT);
        Answer failed = service.put(PATH, body);
        engine.callsLeft.set(Integer.MAX_VALUE);
        Answer repeated = service.put(PATH, body);

        assertThat(failed.status()).isEqualTo(200);
        assertThat(failed.json().path("errors").asBoolean()).isTrue();
        assertThat(statuses(failed)).containsExactly("created", "failed", "failed");
        assertThat(failed.json().at("/items/1/error/code").asString()).isEqualTo("unknown_model");
        assertThat(statuses(repeated)).containsExactly("unchanged", "created", "created");
    }

    @Test
    void writeThatCouldNotBeginIsRefusedAsAWhole() {
        engine.callsLeft.set(0);
        Answer failed =
                service.put(
                        PATH,
                        "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"},{\"id\":\"b\",\"text\":\""
                                + " \"}]}");
        engine.callsLeft.set(Integer.MAX_VALUE);

        assertThat(failed.status()).isEqualTo(400);
        assertThat(failed.json().path("code").asString()).isEqualTo("unknown_model");
        assertThat(service.get(PATH).json().path("documents")).isEmpty();
    }

    @Test
    void onlyWhatChangedIsEmbedded() {
        service.put(PATH, "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"}]}");
        engine.callsLeft.set(0);
        Stream<Answer> answers =
                Stream.of(
                        service.put(PATH, "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"}]}"),
                        service.put(
                                PATH,
                                "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\",\"metadata\":{\"n\":1}}]}"),
                        service.send("PATCH", PATH + "/a", "{\"metadata\":{\"n\":2}}"),
                        service.put(
                                PATH,
                                Service.JSON.writeValueAsString(
                                        Map.of(
                                                "documents",
                                                List.of(
                                                        Map.of(
                                                                "id",
                                                                "own",
                                                                "vector",
                                                                Collections.nCopies(384, 1)))))));
        engine.callsLeft.set(Integer.MAX_VALUE);

        assertThat(answers).allSatisfy(each -> assertThat(each.status()).isEqualTo(200));
        assertThat(service.get(PATH + "/a").json().at("/metadata/n").asInt()).isEqualTo(2);
    }

    /** More chunks than are embedded and stored at once. */
    private static Map<String, String> large(String id) {
        return Map.of(
                "id", id, "text", ("Pump " + id + " stands beside the old well. ").repeat(600));
    }

    private static List<String> statuses(Answer answer) {
        return answer.json()
                .path("items")
                .valueStream()
                .map((JsonNode item) -> item.path("status").asString())
                .toList();
    }

    @TestConfiguration
    static class Wiring {

        @Bean
        @Primary
        FailingEngine failingEngine(@Qualifier("embeddingEngine") EmbeddingEngine engine) {
            return new FailingEngine(engine);
        }
    }

    /** The real engine, which after some calls knows no model any more. */
    static final class FailingEngine implements EmbeddingEngine {

        private final EmbeddingEngine engine;
        private final AtomicInteger callsLeft = new AtomicInteger(Integer.MAX_VALUE);

        FailingEngine(EmbeddingEngine engine) {
            this.engine = engine;
        }

        @Override
        public EmbedResult embed(EmbedRequest request, Caller caller) {
            if (callsLeft.getAndDecrement() <= 0) {
                engine.describe("none");
            }
            return engine.embed(request, caller);
        }

        @Override
        public List<String> models() {
            return engine.models();
        }

        @Override
        public List<ModelStatus> statuses() {
            return engine.statuses();
        }

        @Override
        public String defaultModel() {
            return engine.defaultModel();
        }

        @Override
        public Optional<String> findModel(String name) {
            return engine.findModel(name);
        }

        @Override
        public String modelId(String name) {
            return engine.modelId(name);
        }

        @Override
        public ModelDescription describe(String model) {
            return engine.describe(model);
        }

        @Override
        public TokenCounter tokenCounter(String model) {
            return engine.tokenCounter(model);
        }

        @Override
        public TokenEmbedResult embedTokens(EmbedRequest request, int maxTokens, Caller caller) {
            return engine.embedTokens(request, maxTokens, caller);
        }

        @Override
        public ModelTokenizer tokenizer(String model) {
            return engine.tokenizer(model);
        }

        @Override
        public EngineSizing sizing() {
            return engine.sizing();
        }
    }
}
