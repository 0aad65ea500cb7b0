package io.semblance.web.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** OpenAI's routes, in the forms that its clients use. */
class EmbeddingsRoutesTests extends HttpTests {

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
        assertThat(service.get("/models").json()).isEqualTo(list);
        assertThat(service.get("/models/bge-small-en-v1.5").json()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                 | 400 | missing_field | input | the field"
                    + " 'input' is missing: give a string, a list of strings, or token ids of the"
                    + " model",
                "{\"input\":[\" \",\"\"]}            | 400 | empty_text | input | text 1 is empty;"
                        + " it has nothing to embed",
                "{\"input\":[]}                     | 400 | empty_text | input | there is no text"
                        + " to embed",
                "{\"input\":\"a\\u0000\"}           | 400 | invalid_text | input | text 0 has a NUL"
                        + " character at offset 1; remove it",
                "{\"input\":[[101,99999,102]]}      | 400 | invalid_token | input | token 1 of text"
                        + " 0 must be an id from 0 to 30521, which model 'bge-small-en-v1.5' knows,"
                        + " got: 99999",
                "{\"input\":true}                   | 400 | invalid_value | input | it must be a"
                        + " string, a list of strings, a list of token ids or a list of such lists",
                "{\"input\":\"a\",\"dimensions\":0} | 400 | invalid_value | dimensions | dimensions"
                        + " must be between 1 and the 384 of model 'bge-small-en-v1.5', got: 0",
                "{\"input\":\"a\",\"encoding_format\":\"hex\"} | 400 | invalid_value |"
                        + " encoding_format | encoding_format must be float or base64, got: hex",
                "{\"input\":\"a\",\"output_dtype\":\"bit\"} | 400 | invalid_value | output_dtype |"
                        + " output_dtype must be float, int8, binary or ubinary, got: bit",
                "{\"input\":\"a\",\"truncate\":\"MIDDLE\"} | 400 | invalid_value | truncate |"
                        + " truncate must be true, false, NONE, START or END, got: 'MIDDLE'",
                "{\"input\":\"a\",\"truncate\":1} | 400 | invalid_value | truncate |"
                        + " truncate must be true, false, NONE, START or END, got: another type",
                "{\"input\":\"a\",\"input_type\":\"poem\"} | 400 | invalid_value | input_type |"
                        + " input_type must be query, document, passage, search_query or"
                        + " search_document, got: poem",
            })
    void refusesInTheOriginalsWay(
            String body, int status, String code, @Nullable String param, String message) {
        assertError(service.post("/v1/embeddings", body), status, code, param, message);
        assertError(service.post("/embeddings", body), status, code, param, message);
    }

    @Test
    void refusesATextThatIsTooLongInTheOriginalsWords() {
        assertError(
                service.post("/v1/embeddings", json(List.of("a", "word ".repeat(600)), "")),
                400,
                "context_length_exceeded",
                "input",
                "This model's maximum context length is 512 tokens, however you requested 602"
                        + " tokens (602 in your prompt; 0 for the completion). Please reduce your"
                        + " prompt; or completion length. Text 1 is too long for model"
                        + " 'bge-small-en-v1.5': shorten it, send \"truncate\": true, or set"
                        + " semblance.openai.auto-truncate=true");
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, 900_000, 1_200_000})
    void refusesAVeryLongTextInTheOriginalsWordsToo(int words) {
        JsonNode error =
                service.post("/v1/embeddings", json("ab ".repeat(words / 3), ""))
                        .json()
                        .path("error");

        assertThat(error.path("code").asString()).isEqualTo("context_length_exceeded");
        assertThat(error.path("message").asString())
                .startsWith(
                        "This model's maximum context length is 512 tokens, however you requested");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | word word",
                "\"END\" | word word",
                "\"end\" | word word",
                "\"START\" | last",
            })
    void cutsATextWhereTheRequestSaysSoAndTellsWhich(String truncate, String kept) {
        String text = "word ".repeat(600) + "last ".repeat(600);
        Answer cut =
                service.post(
                        "/v1/embeddings", json(List.of("a", text), ",\"truncate\":" + truncate));

        assertThat(cut.status()).as(cut.body()).isEqualTo(200);
        assertThat(cut.header("x-truncated-inputs")).isEqualTo("1");
        assertThat(cut.header("x-truncated-count")).isEqualTo("1");
        assertThat(cut.json().at("/usage/prompt_tokens").asInt()).isEqualTo(3 + 512);
        String part = kept.equals("last") ? "last " : "word ";
        assertThat(cut.json().at("/data/1/embedding"))
                .isEqualTo(
                        service.post("/v1/embeddings", json(List.of("a", part.repeat(510)), ""))
                                .json()
                                .at("/data/1/embedding"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "\"NONE\"", "null"})
    void refusesATextThatIsTooLongWhereItMayNotBeCut(String truncate) {
        Answer answer =
                service.post(
                        "/v1/embeddings", json("word ".repeat(600), ",\"truncate\":" + truncate));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/code").asString()).isEqualTo("context_length_exceeded");
    }

    static Stream<String> idsOfAnotherTokenizer() {
        return Stream.of(
                // "hello world" in cl100k_base, o200k_base and p50k_base
                "[15339,1917]",
                "[24912,2375]",
                "[[31373,995]]",
                "[101,15339,1917]",
                "[15339,1917,102]",
                "[102,15339,101]",
                "[101]",
                "[0]");
    }

    @ParameterizedTest
    @MethodSource("idsOfAnotherTokenizer")
    void tokenIdsThatAreNotTheModelsAreRefused(String ids) {
        assertError(
                service.post("/v1/embeddings", "{\"input\":%s}".formatted(ids)),
                400,
                "invalid_token",
                "input",
                "text 0 is a list of token ids that does not begin with [CLS] (101) and end with"
                    + " [SEP] (102), as those of model 'bge-small-en-v1.5' do; ids of another"
                    + " tokenizer, such as tiktoken, would get a wrong vector. Send the text itself"
                    + " (OpenAIEmbeddings of LangChain: check_embedding_ctx_length=False), or set"
                    + " semblance.openai.any-token-ids=true to accept all token ids");
    }

    @Test
    void oneListOfForeignTokenIdsAmongOthersIsNamed() {
        Answer answer = service.post("/v1/embeddings", "{\"input\":[%s,[7592]]}".formatted(IDS));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/message").asString()).startsWith("text 1 is a list");
    }

    private static String json(Object input, String fields) {
        String body = Service.JSON.writeValueAsString(Map.of("input", input));
        return body.substring(0, body.length() - 1) + fields + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "some/other", "a%20b"})
    void modelThatThereIsNotIsNotFound(String id) {
        String name = id.replace("%20", " ");
        String message =
                "there is no model '%s'; the models are bge-small-en-v1.5, bge-small-en-v1.5-q, e5-small-v2, e5-small-v2-q, all-minilm-l6-v2, all-minilm-l6-v2-q; other names are BAAI/bge-small-en-v1.5, intfloat/e5-small-v2, sentence-transformers/all-MiniLM-L6-v2, tei, text-embeddings-inference; add a model to semblance.models or a name to semblance.model-aliases; set semblance.openai.unknown-model=default to use the default model instead"
                        .formatted(name);

        assertError(service.get("/v1/models/" + id), 404, "model_not_found", "model", message);
        assertError(service.get("/models/" + id), 404, "model_not_found", "model", message);
        assertError(
                service.post(
                        "/v1/embeddings",
                        Service.JSON.writeValueAsString(Map.of("input", "a", "model", name))),
                404,
                "model_not_found",
                "model",
                message);
    }

    @ParameterizedTest
    @CsvSource({
        "BAAI/bge-small-en-v1.5, bge-small-en-v1.5",
        "baai/bge-small-en-V1.5, bge-small-en-v1.5",
        "sentence-transformers/all-MiniLM-L6-v2, all-minilm-l6-v2",
        "all-MiniLM-L6-v2, all-minilm-l6-v2",
        "intfloat/e5-small-v2, e5-small-v2",
        "tei, bge-small-en-v1.5",
        "text-embeddings-inference, bge-small-en-v1.5",
        "'', bge-small-en-v1.5",
        "' ', bge-small-en-v1.5",
    })
    void answerNamesTheModelThatMadeIt(String model, String id) {
        String body = "{\"input\":\"hello world\",\"model\":\"%s\"}";
        JsonNode answer = service.post("/v1/embeddings", body.formatted(model)).json();

        assertThat(answer.path("model").asString()).isEqualTo(id);
        assertThat(answer).isEqualTo(service.post("/v1/embeddings", body.formatted(id)).json());
        if (!model.isBlank()) {
            assertThat(service.get("/v1/models/" + model).json().path("id").asString())
                    .isEqualTo(id);
        }
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
