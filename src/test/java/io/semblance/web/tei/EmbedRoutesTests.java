package io.semblance.web.tei;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.value.Embedding;
import io.semblance.value.Similarity;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The routes of text-embeddings-inference beside {@code /embed}. */
@TestPropertySource(
        properties = {"semblance.limits.tokens=2000", "semblance.limits.token-embeddings=600"})
class EmbedRoutesTests extends HttpTests {

    /** [CLS] hello world [SEP] */
    private static final String IDS = "[101,7592,2088,102]";

    @Test
    void tokenIdsAreEmbeddedAsTheTextTheyComeFrom() {
        JsonNode text = service.post("/embed", "{\"inputs\":\"hello world\"}").json();
        JsonNode ids = service.post("/embed", "{\"inputs\":%s}".formatted(IDS)).json();
        JsonNode mixed =
                service.post("/embed", "{\"inputs\":[%s,\"hello world\",[7592]]}".formatted(IDS))
                        .json();

        assertThat(ids).isEqualTo(text);
        assertThat(mixed).hasSize(3);
        assertThat(vector(mixed.get(0)).dot(vector(text.get(0)))).isCloseTo(1, Offset.offset(1e-5));
        assertThat(vector(mixed.get(2)).dot(vector(text.get(0)))).isLessThan(0.99);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/embed {\"inputs\":\"a\",\"prompt_name\":\"poem\"}",
                "/embed_all {\"inputs\":\"a\",\"prompt_name\":\"poem\"}",
                "/tokenize {\"inputs\":\"a\",\"prompt_name\":\"poem\"}",
                "/similarity"
                    + " {\"inputs\":{\"source_sentence\":\"a\",\"sentences\":[\"b\"]},\"parameters\":{\"prompt_name\":\"poem\"}}"
            })
    void refusesAPromptThatTheModelDoesNotHaveWithThoseThatItHas(String request) {
        String[] parts = request.split(" ", 2);
        Answer answer = service.post(parts[0], parts[1]);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("error_type").asString()).isEqualTo("Validation");
        assertThat(answer.json().path("error").asString())
                .isEqualTo(
                        "`prompt_name` is set to `poem` but it was not found in the Sentence"
                                + " Transformers prompts. Available prompts: [\"query\","
                                + " \"document\"]");
    }

    @Test
    void promptIsPutBeforeTheTextOfTokenIds() {
        Answer text = service.post("/embed", "{\"inputs\":\"hello world\",\"kind\":\"query\"}");
        Answer ids = service.post("/embed", "{\"inputs\":%s,\"kind\":\"query\"}".formatted(IDS));

        assertThat(vector(ids.json().get(0)).dot(vector(text.json().get(0))))
                .isCloseTo(1, Offset.offset(1e-5));
    }

    @Test
    void tokenIdsThatAreTooManyAreCutOrRefused() {
        String many = "[101" + ",7592".repeat(600) + "]";
        Answer cut = service.post("/embed", "{\"inputs\":%s}".formatted(many));
        Answer refused =
                service.post("/embed", "{\"inputs\":%s,\"truncate\":false}".formatted(many));

        assertThat(cut.status()).isEqualTo(200);
        assertThat(cut.header("x-truncated-inputs")).isEqualTo("0");
        assertThat(cut.header("x-compute-tokens")).isEqualTo("512");
        assertAnswer(
                refused,
                422,
                """
                {"error":"text 0 has 601 tokens, model 'bge-small-en-v1.5' reads at most 512; \
                shorten it or let it be truncated","error_type":"Validation"}\
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/invocations", "/embed/", "/invocations/"})
    void pathIsEmbed(String path) {
        String body = "{\"inputs\":\"hello world\"}";

        assertThat(service.post(path, body).body()).isEqualTo(service.post("/embed", body).body());
        assertAnswer(
                service.post(path, "{\"inputs\":\"\"}"),
                400,
                """
                {"error":"text 0 is empty; it has nothing to embed","error_type":"Empty"}\
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ping", "/health", "/health/", "/ping/"})
    void pathIsHealth(String path) {
        Answer health = service.get(path);

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body()).isEmpty();
        assertThat(service.send("HEAD", path, null).status()).isEqualTo(200);
    }

    /** The original does not know the field, which Hugging Face's client sends. */
    @ParameterizedTest
    @ValueSource(strings = {"\"float\"", "\"base64\"", "\"hex\"", "null", "1"})
    void encodingFormatIsIgnored(String format) {
        assertThat(
                        service.post(
                                        "/embed",
                                        "{\"inputs\":\"hello\",\"encoding_format\":%s}"
                                                .formatted(format))
                                .body())
                .isEqualTo(service.post("/embed", "{\"inputs\":\"hello\"}").body());
    }

    @Test
    void outputEncodingIsOurs() {
        JsonNode packed =
                service.post("/embed", "{\"inputs\":\"hello\",\"output_encoding\":\"base64\"}")
                        .json();

        assertThat(packed.get(0).asString()).hasSize(384 * 4 * 4 / 3);
    }

    @Test
    void descriptionIsWhereTheOriginalHasIt() {
        assertThat(service.get("/api-doc/openapi.json").json())
                .isEqualTo(service.get("/v3/api-docs").json());
    }

    @Test
    void headersTellWhatAnAnswerHasCost() {
        Answer answer = service.post("/embed", "{\"inputs\":[\"naïve 🚀\",\"hello world\"]}");

        assertThat(answer.header("x-compute-type")).isEqualTo("cpu+optimized");
        assertThat(answer.header("x-compute-characters")).isEqualTo("18");
        assertThat(answer.header("x-compute-tokens")).isEqualTo("8");
        for (String time : List.of("compute", "total", "tokenization", "queue", "inference")) {
            assertThat(answer.header("x-%s-time".formatted(time))).as(time).matches("\\d+");
        }
        assertThat(answer.header("x-truncated-inputs")).isEmpty();
    }

    @Test
    void embedAllHasAVectorForEachToken() {
        Answer all = service.post("/embed_all", "{\"inputs\":[\"hello world\",\"hello\"]}");
        Answer pooled = service.post("/embed", "{\"inputs\":\"hello world\",\"normalize\":false}");

        assertThat(all.status()).isEqualTo(200);
        assertThat(all.json()).hasSize(2);
        assertThat(all.json().get(0)).hasSize(4);
        assertThat(all.json().get(1)).hasSize(3);
        assertThat(all.header("x-compute-tokens")).isEqualTo("7");
        // This model pools by its first token.
        Embedding first = vector(all.json().get(0).get(0));
        Embedding whole = vector(pooled.json().get(0));
        assertThat(Math.sqrt(first.squaredDistance(whole))).isLessThan(1e-3);
        assertThat(first.norm()).isGreaterThan(1.5);
    }

    /** The original has one model and ignores the field. */
    @ParameterizedTest
    @ValueSource(strings = {"text-embedding-ada-002", "nope", "", "tei", "BAAI/bge-small-en-v1.5"})
    void anyModelMeansTheDefaultOne(String model) {
        for (String path : List.of("/embed", "/embed_all", "/tokenize")) {
            String named = "{\"inputs\":\"hello world\",\"model\":\"%s\"}".formatted(model);

            assertThat(service.post(path, named).body())
                    .isEqualTo(service.post(path, "{\"inputs\":\"hello world\"}").body());
        }
        assertAnswer(
                service.post("/decode", "{\"ids\":%s,\"model\":\"%s\"}".formatted(IDS, model)),
                200,
                "[\"hello world\"]");
        String pair = "{\"inputs\":{\"source_sentence\":\"a\",\"sentences\":[\"b\"]}%s}";
        assertThat(
                        service.post(
                                        "/similarity",
                                        pair.formatted(",\"model\":\"%s\"".formatted(model)))
                                .body())
                .isEqualTo(service.post("/similarity", pair.formatted("")).body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all-minilm-l6-v2",
                "all-MiniLM-L6-v2",
                "sentence-transformers/all-MiniLM-L6-v2"
            })
    void nameOfAnotherModelMeansThatOne(String model) {
        String body = "{\"inputs\":\"hello world\",\"model\":\"%s\"}";
        Answer asked = service.post("/embed", body.formatted(model));

        assertThat(asked.body())
                .isEqualTo(service.post("/embed", body.formatted("all-minilm-l6-v2")).body())
                .isNotEqualTo(service.post("/embed", body.formatted("tei")).body());
    }

    @Test
    void embedAllCutsTextsThatAreTooLongAndSaysSo() {
        Answer answer = service.post("/embed_all", json(Map.of("inputs", "word ".repeat(600))));

        assertThat(answer.json().get(0)).hasSize(512);
        assertThat(answer.header("x-truncated-inputs")).isEqualTo("0");
    }

    @Test
    void embedAllHasALimitOfItsOwn() {
        String text = "word ".repeat(400).strip();
        Answer answer = service.post("/embed_all", json(Map.of("inputs", List.of(text, text))));

        assertAnswer(
                answer,
                422,
                """
                {"error":"the inputs have 804 tokens together, each of which would have a vector; \
                the limit is 600; send them in parts","error_type":"Validation"}\
                """);
    }

    @Test
    void similarityIsTheCosineWithTheSource() {
        Answer answer =
                service.post(
                        "/similarity",
                        """
                        {"inputs":{"source_sentence":"hello world",
                         "sentences":["hello world","tax law"]}}\
                        """);
        JsonNode both = service.post("/embed", "{\"inputs\":[\"hello world\",\"tax law\"]}").json();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).hasSize(2);
        assertThat(answer.json().get(0).asDouble()).isCloseTo(1, Offset.offset(1e-5));
        assertThat(answer.json().get(1).asDouble())
                .isCloseTo(
                        Similarity.COSINE.score(vector(both.get(0)), vector(both.get(1))),
                        Offset.offset(1e-5));
        assertThat(answer.header("x-compute-tokens")).isEqualTo("12");
    }

    @Test
    void tokenizeTellsTokensAndTheirPlacesInBytes() {
        Answer answer = service.post("/tokenize", "{\"inputs\":\"naïve 🚀 worlds\"}");

        assertAnswer(
                answer,
                200,
                """
                [[{"id":101,"text":"[CLS]","special":true,"start":null,"stop":null},
                  {"id":15743,"text":"naïve","special":false,"start":0,"stop":6},
                  {"id":100,"text":"🚀","special":false,"start":7,"stop":11},
                  {"id":8484,"text":"worlds","special":false,"start":12,"stop":18},
                  {"id":102,"text":"[SEP]","special":true,"start":null,"stop":null}]]\
                """);
    }

    @Test
    void tokenizeAddsWhatIsAskedFor() {
        Answer bare =
                service.post(
                        "/tokenize",
                        "{\"inputs\":[\"hello\",\"hello world\"],\"add_special_tokens\":false}");
        Answer query =
                service.post("/tokenize", "{\"inputs\":\"hello\",\"prompt_name\":\"query\"}");

        assertAnswer(
                bare,
                200,
                """
                [[{"id":7592,"text":"hello","special":false,"start":0,"stop":5}],
                 [{"id":7592,"text":"hello","special":false,"start":0,"stop":5},
                  {"id":2088,"text":"world","special":false,"start":6,"stop":11}]]\
                """);
        assertThat(query.json().get(0).get(1).path("text").asString()).isEqualTo("Represent");
    }

    @Test
    void decodeTurnsTokensIntoText() {
        assertAnswer(
                service.post("/decode", "{\"ids\":%s}".formatted(IDS)), 200, "[\"hello world\"]");
        assertAnswer(
                service.post(
                        "/decode",
                        "{\"ids\":[%s,[7592]],\"skip_special_tokens\":false}".formatted(IDS)),
                200,
                "[\"[CLS] hello world [SEP]\",\"hello\"]");
    }

    @Test
    void decodeTurnsBackWhatTokenizeMadeOfAText() {
        String text = "the quick brown fox jumps over the lazy dog";
        List<Integer> ids = new ArrayList<>();
        for (JsonNode token :
                service.post("/tokenize", json(Map.of("inputs", text))).json().get(0)) {
            ids.add(token.path("id").asInt());
        }

        assertThat(service.post("/decode", json(Map.of("ids", ids))).json().get(0).asString())
                .isEqualTo(text);
    }

    @Test
    void infoDescribesModelAndLimits() {
        JsonNode info = service.get("/info").json();

        assertThat(info.path("model_sha").asString()).matches("[0-9a-f]{12}");
        assertThat(info.path("max_batch_tokens").asInt()).isPositive();
        assertThat(info.path("tokenization_workers").asInt()).isPositive();
        assertThat(info)
                .isEqualTo(
                        Service.JSON.readTree(
                                """
                                {"model_id":"bge-small-en-v1.5","model_sha":%s,
                                 "model_dtype":"float32","served_model_name":"bge-small-en-v1.5",
                                 "model_type":{"embedding":{"pooling":"cls"}},
                                 "max_concurrent_requests":8192,"max_input_length":512,
                                 "max_batch_tokens":%d,"max_batch_requests":null,
                                 "max_client_batch_size":2048,"auto_truncate":false,
                                 "tokenization_workers":%d,"version":%s,"sha":null,
                                 "docker_label":null}\
                                """
                                        .formatted(
                                                info.path("model_sha"),
                                                info.path("max_batch_tokens").asInt(),
                                                info.path("tokenization_workers").asInt(),
                                                info.path("version"))));
    }

    @Test
    void healthHasNoBodyAndMetricsAreThoseOfPrometheus() {
        Answer health = service.get("/health");
        Answer metrics = service.get("/metrics");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body()).isEmpty();
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.header("Content-Type")).startsWith("text/plain");
        assertThat(metrics.body()).contains("semblance_embedding_batch_texts_sum");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/embed      | {\"inputs\":[]}                | 400 | Empty      | there is no text"
                        + " to embed",
                "/embed      | {\"inputs\":[[]]}              | 400 | Empty      | text 0 has no"
                        + " token ids; it has nothing to embed",
                "/embed      | {\"inputs\":[\"a\",[1,30522]]} | 422 | Validation | token 1 of text"
                        + " 1 must be an id from 0 to 30521, which model 'bge-small-en-v1.5' knows,"
                        + " got: 30522",
                "/embed      | {\"inputs\":[-1]}              | 422 | Validation | token 0 of text"
                        + " 0 must be an id from 0 to 30521, which model 'bge-small-en-v1.5' knows,"
                        + " got: -1",
                "/embed      | {\"inputs\":[1,null]}          | 422 | Validation | it must be a"
                        + " string, a list of strings, a list of token ids or a list of such lists",
                "/embed      | {\"inputs\":\"a\",\"output_dtype\":\"int4\"} | 422 | Validation |"
                        + " output_dtype must be float, int8, binary or ubinary, got: int4",
                "/embed      | {\"inputs\":\"a\",\"output_encoding\":\"hex\"} | 422 | Validation |"
                        + " output_encoding must be float or base64, got: hex",
                "/embed      | {\"inputs\":\"a\",\"prompt_name\":\"query\",\"kind\":\"query\"} |"
                        + " 422 | Validation | prompt_name and kind both select a prompt; give only"
                        + " one",
                "/embed      | {\"inputs\":\"a\",\"kind\":\"poem\"} | 422 | Validation |"
                        + " kind must be query or document, got: poem",
                "/embed_all  | {\"inputs\":\"\"}              | 400 | Empty      | text 0 is empty;"
                        + " it has nothing to embed",
                "/embed_sparse | {\"inputs\":\"a\"}           | 424 | Backend    | Backend error:"
                        + " Model is not an embedding model with SPLADE pooling",
                "/predict    | {\"inputs\":\"a\"}             | 424 | Backend    | Backend error:"
                        + " Model is not a classifier model",
                "/similarity | {}                             | 422 | Validation | the field"
                        + " 'inputs' is missing: give an object with source_sentence and a list of"
                        + " sentences",
                "/similarity | {\"inputs\":{\"source_sentence\":\"a\",\"sentences\":[]}} | 400 |"
                        + " Empty | inputs.sentences is empty; there is nothing to compare with",
                "/similarity | {\"inputs\":{\"source_sentence\":\"a\",\"sentences\":[null]}} | 422"
                        + " | Validation | a sentence must be a string, got: null",
                "/similarity | {\"inputs\":{\"source_sentence\":\"a\",\"sentences\":[\"b\"]},"
                        + "\"parameters\":{\"truncation_direction\":\"Up\"}} | 422 | Validation |"
                        + " truncation_direction must be Right or Left, got: Up",
                "/tokenize   | {}                             | 422 | Validation | the field"
                    + " 'inputs' is missing: give a string, a list of strings, or token ids of the"
                    + " model",
                "/tokenize   | {\"inputs\":[]}                | 400 | Empty      | inputs is an"
                        + " empty list",
                "/tokenize   | {\"inputs\":[1]}               | 422 | Validation | inputs must be a"
                        + " string or a list of strings",
                "/tokenize   | {\"inputs\":[\"a\",\"\"]}       | 400 | Empty      | text 1 is"
                        + " empty; it has nothing to embed",
                "/decode     | {}                             | 422 | Validation | the field 'ids'"
                        + " is missing: give a list of token ids, or a list of such lists",
                "/decode     | {\"ids\":[]}                   | 400 | Empty      | ids is an empty"
                        + " list",
                "/decode     | {\"ids\":[[101],[]]}         | 400 | Empty      | text 1 has no"
                        + " token ids; it has nothing to embed",
                "/decode     | {\"ids\":[101,30522]}        | 422 | Validation | token 1 of text 0"
                        + " must be an id from 0 to 30521, which model 'bge-small-en-v1.5' knows,"
                        + " got: 30522",
                "/decode     | {\"ids\":[[101],[-1]]}       | 422 | Validation | token 0 of text 1"
                        + " must be an id from 0 to 30521, which model 'bge-small-en-v1.5' knows,"
                        + " got: -1",
                "/decode     | {\"ids\":\"a\"}                | 422 | Validation | ids must be a"
                        + " list of token ids or a list of such lists",
            })
    void refusesInTheOriginalsWay(
            String path, String body, int status, String errorType, String error) {
        assertAnswer(
                service.post(path, body),
                status,
                json(Map.of("error", error, "error_type", errorType)));
    }

    @Test
    void tokenizeAndDecodeHaveALimit() {
        String expected =
                """
                {"error":"more than 2000 tokens in one request; send them in parts or raise \
                semblance.limits.tokens","error_type":"Validation"}\
                """;

        assertAnswer(
                service.post("/tokenize", json(Map.of("inputs", "a ".repeat(2_000)))),
                422,
                expected);
        assertAnswer(
                service.post("/decode", "{\"ids\":[1%s]}".formatted(",1".repeat(2_000))),
                422,
                expected);
    }

    private static void assertAnswer(Answer answer, int status, String json) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json()).isEqualTo(Service.JSON.readTree(json));
    }

    private static String json(Object value) {
        return Service.JSON.writeValueAsString(value);
    }
}
