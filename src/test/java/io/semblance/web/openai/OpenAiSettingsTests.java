package io.semblance.web.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/** OpenAI's routes with what is off by default, for clients that cannot be changed. */
@TestPropertySource(
        properties = {
            "semblance.model=sentence-transformers/all-MiniLM-L6-v2",
            "semblance.model-aliases[text-embedding-3-large]=bge-small-en-v1.5",
            "semblance.model-aliases[our/model]=BAAI/bge-small-en-v1.5",
            "semblance.openai.unknown-model=default",
            "semblance.openai.auto-truncate=true",
            "semblance.openai.any-token-ids=true"
        })
class OpenAiSettingsTests extends HttpTests {

    @ParameterizedTest
    @CsvSource({
        "text-embedding-ada-002, all-minilm-l6-v2",
        "text-embedding-3-small, all-minilm-l6-v2",
        "some/model, all-minilm-l6-v2",
        "text-embedding-3-large, bge-small-en-v1.5",
        "TEXT-embedding-3-large, bge-small-en-v1.5",
        "our/model, bge-small-en-v1.5",
        "bge-small-en-v1.5, bge-small-en-v1.5",
        "tei, all-minilm-l6-v2",
    })
    void nameMeansAModelThatTheAnswerTells(String name, String id) {
        JsonNode answer =
                service.post("/v1/embeddings", json(Map.of("input", "hello", "model", name)))
                        .json();

        assertThat(answer.path("model").asString()).isEqualTo(id);
        assertThat(answer)
                .isEqualTo(
                        service.post("/v1/embeddings", json(Map.of("input", "hello", "model", id)))
                                .json());
        assertThat(service.get("/v1/models/" + name).json().path("id").asString()).isEqualTo(id);
    }

    @Test
    void aliasIsANameOnTheOtherRoutesToo() {
        Answer tei = service.post("/embed", json(Map.of("inputs", "hello", "model", "our/model")));
        Answer collection =
                service.put("/v1/collections/aliased", json(Map.of("model", "our/model")));

        assertThat(tei.body())
                .isEqualTo(
                        service.post(
                                        "/embed",
                                        json(
                                                Map.of(
                                                        "inputs",
                                                        "hello",
                                                        "model",
                                                        "bge-small-en-v1.5")))
                                .body());
        assertThat(collection.json().path("model").asString()).isEqualTo("bge-small-en-v1.5");
        assertThat(
                        service.put("/v1/collections/aliased", json(Map.of("model", "our/model")))
                                .status())
                .isEqualTo(200);
        assertThat(service.put("/v1/collections/other", json(Map.of("model", "nope"))).status())
                .isEqualTo(400);
    }

    @Test
    void longTextIsCutUnlessTheRequestSaysOtherwise() {
        Object texts = List.of("hello", "word ".repeat(600));
        Answer cut = service.post("/v1/embeddings", json(Map.of("input", texts)));
        Answer refused =
                service.post("/v1/embeddings", json(Map.of("input", texts, "truncate", false)));

        assertThat(cut.status()).isEqualTo(200);
        assertThat(cut.header("x-truncated-inputs")).isEqualTo("1");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(service.get("/info").json().path("auto_truncate").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[7592,2088]", "[[15339,1917]]"})
    void tokenIdsAreReadAsTheyAre(String ids) {
        Answer openAi = service.post("/v1/embeddings", "{\"input\":%s}".formatted(ids));
        Answer tei = service.post("/embed", "{\"inputs\":%s}".formatted(ids));

        assertThat(openAi.status()).isEqualTo(200);
        assertThat(openAi.json().at("/data/0/embedding")).isEqualTo(tei.json().get(0));
        assertThat(service.post("/v1/embeddings", "{\"input\":[30522]}").status()).isEqualTo(400);
    }

    private static String json(Object value) {
        return Service.JSON.writeValueAsString(value);
    }
}
