package io.semblance.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.Service.Answer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** OpenAI's routes, in the forms that its clients use. */
class OpenAiRoutesTests extends HttpTests {

    private static final String IDS = "[101,7592,2088,102]";

    @ParameterizedTest
    @ValueSource(strings = {"/v1/embeddings", "/embeddings"})
    void readsTextsAndTokens(String path) {
        Answer text = service.post(path, "{\"input\":\"hello world\"}");
        Answer tokens = service.post(path, "{\"input\":%s}".formatted(IDS));
        Answer lists = service.post(path, "{\"input\":[%s,[101,102]]}".formatted(IDS));

        assertThat(tokens.body()).isEqualTo(text.body());
        assertThat(lists.json().path("data")).hasSize(2);
        assertThat(lists.json().at("/data/1/index").asInt()).isEqualTo(1);
        assertThat(lists.json().at("/usage/prompt_tokens").asInt()).isEqualTo(6);
    }

    @Test
    void outputIsOfTheTypeThatIsAsked() {
        JsonNode floats = embedding("");
        JsonNode int8 = embedding(",\"output_dtype\":\"int8\"");
        JsonNode ubinary = embedding(",\"output_dtype\":\"ubinary\"");
        JsonNode packed = embedding(",\"output_dtype\":\"ubinary\",\"encoding_format\":\"base64\"");

        assertThat(int8).hasSize(384);
        assertThat(ubinary).hasSize(48);
        byte[] bits = Base64.getDecoder().decode(packed.asString());
        int largest = 0;
        for (int i = 0; i < 384; i++) {
            largest = Math.max(largest, Math.abs(int8.get(i).asInt()));
            assertThat(((bits[i / 8] >> (7 - i % 8)) & 1) == 1)
                    .isEqualTo(floats.get(i).floatValue() > 0);
            assertThat(ubinary.get(i / 8).asInt()).isEqualTo(Byte.toUnsignedInt(bits[i / 8]));
        }
        assertThat(largest).isEqualTo(127);
    }

    private JsonNode embedding(String fields) {
        return service.post("/v1/embeddings", "{\"input\":\"hello world\"%s}".formatted(fields))
                .json()
                .at("/data/0/embedding");
    }

    @Test
    void listsItsModels() {
        JsonNode list = service.get("/v1/models").json();
        JsonNode first = list.path("data").get(0);

        assertThat(list.path("object").asString()).isEqualTo("list");
        assertThat(first)
                .isEqualTo(
                        Service.JSON.readTree(
                                """
                                {"id":"bge-small-en-v1.5","object":"model","created":%d,
                                 "owned_by":"semblance"}\
                                """
                                        .formatted(first.path("created").asInt())));
        assertThat(first.path("created").asLong()).isGreaterThan(1_700_000_000);
        assertThat(service.get("/v1/models/bge-small-en-v1.5").json()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                 | 400 | missing_field | input | the field"
                    + " 'input' is missing: give a string, a list of strings, or token ids of the"
                    + " model",
                "{\"input\":\" \"}                  | 400 | empty_text | input | text 0 is empty or"
                        + " blank; it has nothing to embed",
                "{\"input\":[]}                     | 400 | empty_text | input | there is no text"
                        + " to embed",
                "{\"input\":\"a\\u0000\"}           | 400 | invalid_text | input | text 0 has a NUL"
                        + " character at offset 1; remove it",
                "{\"input\":[[101,99999]]}          | 400 | invalid_token | input | token 1 of text"
                        + " 0 must be an id from 0 to 30521, which model 'bge-small-en-v1.5' knows,"
                        + " got: 99999",
                "{\"input\":true}                   | 400 | invalid_value | input | it must be a"
                        + " string, a list of strings, a list of token ids or a list of such lists",
                "{\"input\":\"a\",\"model\":\"none\"} | 404 | model_not_found | model | there is no"
                        + " model 'none'; the models are bge-small-en-v1.5, bge-small-en-v1.5-q,"
                        + " e5-small-v2, e5-small-v2-q, all-minilm-l6-v2, all-minilm-l6-v2-q;"
                        + " semblance.models adds one",
                "{\"input\":\"a\",\"dimensions\":0} | 400 | invalid_value | dimensions | dimensions"
                        + " must be between 1 and the 384 of model 'bge-small-en-v1.5', got: 0",
                "{\"input\":\"a\",\"encoding_format\":\"hex\"} | 400 | invalid_value |"
                        + " encoding_format | encoding_format must be float or base64, got: hex",
                "{\"input\":\"a\",\"output_dtype\":\"bit\"} | 400 | invalid_value | output_dtype |"
                        + " output_dtype must be float, int8, binary or ubinary, got: bit",
                "{\"input\":\"a\",\"input_type\":\"poem\"} | 400 | invalid_value | input_type |"
                        + " input_type must be query or document, got: poem",
            })
    void refusesInTheOriginalsWay(
            String body, int status, String code, @Nullable String param, String message) {
        assertError(service.post("/v1/embeddings", body), status, code, param, message);
        assertError(service.post("/embeddings", body), status, code, param, message);
    }

    @Test
    void refusesATextThatIsTooLong() {
        assertError(
                service.post(
                        "/v1/embeddings",
                        Service.JSON.writeValueAsString(Map.of("input", "word ".repeat(600)))),
                400,
                "context_length_exceeded",
                "input",
                "text 0 has 602 tokens, model 'bge-small-en-v1.5' reads at most 512; shorten it or"
                        + " let it be truncated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "some/other", "a%20b"})
    void modelThatThereIsNotIsNotFound(String id) {
        assertError(
                service.get("/v1/models/" + id),
                404,
                "model_not_found",
                "model",
                "there is no model '%s'; the models are bge-small-en-v1.5, bge-small-en-v1.5-q, e5-small-v2, e5-small-v2-q, all-minilm-l6-v2, all-minilm-l6-v2-q"
                        .formatted(id.replace("%20", " ")));
    }

    private static void assertError(
            Answer answer, int status, String code, @Nullable String param, String message) {
        Map<String, @Nullable Object> error = new HashMap<>();
        error.put("message", message);
        error.put("type", "invalid_request_error");
        error.put("param", param);
        error.put("code", code);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json()).isEqualTo(Service.JSON.valueToTree(Map.of("error", error)));
    }
}
