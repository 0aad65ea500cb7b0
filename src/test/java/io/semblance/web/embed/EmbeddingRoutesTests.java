package io.semblance.web.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.value.Embedding;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** {@code /embed} and {@code /v1/embeddings}, each in its original's dialect. */
class EmbeddingRoutesTests extends HttpTests {

    @Test
    void embedsOneTextAndAList() {
        Answer one = service.post("/embed", "{\"inputs\":\"hello\"}");
        Answer list = service.post("/embed", "{\"inputs\":[\"hello\",\"good bye\"]}");

        assertThat(one.status()).isEqualTo(200);
        assertThat(one.json()).hasSize(1);
        assertThat(one.json().get(0)).hasSize(384);
        assertThat(list.json()).hasSize(2);
        assertThat(vector(list.json().get(0)).dot(vector(one.json().get(0))))
                .isCloseTo(1, Offset.offset(1e-5));
    }

    @Test
    void embedsAtUnitLengthUnlessToldOtherwise() {
        Answer unit = service.post("/embed", "{\"inputs\":\"hello\"}");
        Answer raw = service.post("/embed", "{\"inputs\":\"hello\",\"normalize\":false}");

        assertThat(vector(unit.json().get(0)).norm()).isCloseTo(1, Offset.offset(1e-5));
        assertThat(vector(raw.json().get(0)).norm()).isGreaterThan(1.5);
    }

    @Test
    void embedsFewerDimensionsAtUnitLength() {
        Answer answer = service.post("/embed", "{\"inputs\":\"hello\",\"dimensions\":64}");

        assertThat(answer.json().get(0)).hasSize(64);
        assertThat(vector(answer.json().get(0)).norm()).isCloseTo(1, Offset.offset(1e-5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"kind\":\"query\"", "\"prompt_name\":\"query\""})
    void putsTheQueryPrefixWhereAsked(String field) {
        String prefix = "Represent this sentence for searching relevant passages: ";
        Answer asked = service.post("/embed", "{\"inputs\":\"hello\",%s}".formatted(field));
        Answer plain = service.post("/embed", "{\"inputs\":\"%shello\"}".formatted(prefix));

        assertThat(vector(asked.json().get(0)).dot(vector(plain.json().get(0))))
                .isCloseTo(1, Offset.offset(1e-5));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "query,Represent this sentence for searching relevant passages: ",
                "search_query,Represent this sentence for searching relevant passages: ",
                "document,''",
                "passage,''",
                "search_document,''"
            })
    void knowsOtherNamesOfInputTypes(String type, String prefix) {
        Answer asked =
                service.post("/v1/embeddings", json(Map.of("input", "hello", "input_type", type)));
        Answer plain = service.post("/v1/embeddings", json(Map.of("input", prefix + "hello")));

        assertThat(
                        vector(asked.json().at("/data/0/embedding"))
                                .dot(vector(plain.json().at("/data/0/embedding"))))
                .isCloseTo(1, Offset.offset(1e-5));
    }

    @Test
    void saysWhichTextsWereTruncated() {
        Answer answer =
                service.post(
                        "/embed",
                        json(Map.of("inputs", List.of("short", "word ".repeat(600), "short"))));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-truncated-inputs")).isEqualTo("1");
    }

    @Test
    void truncatesTheSideThatIsAsked() {
        String cats = "The cat sleeps. ".repeat(200);
        String taxes = "Taxes are due in April. ".repeat(100);
        Answer left =
                service.post(
                        "/embed",
                        json(Map.of("inputs", cats + taxes, "truncation_direction", "Left")));
        Answer right = service.post("/embed", json(Map.of("inputs", cats + taxes)));
        Answer beginning = service.post("/embed", json(Map.of("inputs", cats)));

        Embedding expected = vector(beginning.json().get(0));
        assertThat(vector(right.json().get(0)).dot(expected)).isGreaterThan(0.99);
        assertThat(vector(left.json().get(0)).dot(expected)).isLessThan(0.9);
    }

    @Test
    void ignoresUnknownFieldsAsTheOriginalsDo() {
        assertThat(service.post("/embed", "{\"inputs\":\"a\",\"other\":1}").status())
                .isEqualTo(200);
        assertThat(service.post("/v1/embeddings", "{\"input\":\"a\",\"user\":\"me\"}").status())
                .isEqualTo(200);
    }

    @Test
    void answersAsOpenAiDoes() {
        Answer answer =
                service.post(
                        "/v1/embeddings",
                        "{\"input\":[\"hello\",\"world\"],\"model\":\"bge-small-en-v1.5\"}");
        JsonNode json = answer.json();

        assertThat(json.path("object").asString()).isEqualTo("list");
        assertThat(json.path("model").asString()).isEqualTo("bge-small-en-v1.5");
        assertThat(json.path("data")).hasSize(2);
        assertThat(json.path("data").get(1).path("index").asInt()).isEqualTo(1);
        assertThat(json.path("data").get(1).path("object").asString()).isEqualTo("embedding");
        assertThat(json.path("data").get(1).path("embedding")).hasSize(384);
        // [CLS] and [SEP] are read too.
        assertThat(json.path("usage").path("prompt_tokens").asInt()).isEqualTo(6);
        assertThat(json.path("usage").path("total_tokens").asInt()).isEqualTo(6);
    }

    @Test
    void countsTheTokensOfTextsThatAreNotRunAgain() {
        String text = "{\"input\":\"counted once more\"}";
        String texts = "{\"input\":[\"counted once more\",\"once more\",\"once more\"]}";
        for (int i = 0; i < 2; i++) {
            assertThat(
                            service.post("/v1/embeddings", text)
                                    .json()
                                    .at("/usage/total_tokens")
                                    .asInt())
                    .isEqualTo(5);
        }

        Answer answer = service.post("/v1/embeddings", texts);
        assertThat(answer.json().at("/usage/total_tokens").asInt()).isEqualTo(5 + 4 + 4);
        assertThat(answer.json().path("data")).hasSize(3);
    }

    @Test
    void callerWhoAllowsEnoughTimeIsAnswered() {
        Answer answer =
                service.send(
                        "POST",
                        "/embed",
                        "{\"inputs\":\"in time\"}",
                        "X-Envoy-Expected-Rq-Timeout-Ms",
                        "86400000");

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void encodesInBase64TheSameNumbers() {
        Answer numbers = service.post("/v1/embeddings", "{\"input\":\"hello\"}");
        Answer base64 =
                service.post(
                        "/v1/embeddings", "{\"input\":\"hello\",\"encoding_format\":\"base64\"}");

        byte[] bytes = Base64.getDecoder().decode(base64.json().at("/data/0/embedding").asString());
        float[] decoded = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(decoded);
        assertThat(Embedding.of(decoded)).isEqualTo(vector(numbers.json().at("/data/0/embedding")));
    }

    @Test
    void otherModelsAreLoadedWhenTheyAreAskedFor() {
        Answer answer =
                service.post("/embed", "{\"inputs\":\"hello\",\"model\":\"bge-small-en-v1.5-q\"}");
        Answer fp32 = service.post("/embed", "{\"inputs\":\"hello\"}");

        assertThat(vector(answer.json().get(0)).dot(vector(fp32.json().get(0))))
                .isBetween(0.95, 0.99999);
    }

    @Test
    void takesAsManyInputsAsTheLimit() {
        Answer answer =
                service.post("/embed", json(Map.of("inputs", Collections.nCopies(2_048, "a"))));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).hasSize(2_048);
        // It goes out as it is written.
        assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
    }

    private static String json(Object value) {
        return Service.JSON.writeValueAsString(value);
    }
}
