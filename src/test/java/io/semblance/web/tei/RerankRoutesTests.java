package io.semblance.web.tei;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.embedding.graph.TinyCrossEncoder;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** {@code /rerank} and reranked searches, with a cross-encoder that counts words in common. */
class RerankRoutesTests extends HttpTests {

    private static final int MAX_TOKENS = 32;

    @DynamicPropertySource
    static void reranker(DynamicPropertyRegistry registry) throws IOException {
        Path folder = TinyCrossEncoder.directory(Files.createTempDirectory("reranker"), MAX_TOKENS);
        registry.add("semblance.reranker.directory", folder::toString);
        registry.add("semblance.reranker.id", () -> "words");
        registry.add("semblance.limits.characters", () -> "1000");
    }

    @BeforeEach
    void fill() {
        service.put(
                "/v1/collections/yard/documents",
                """
                {"documents":[
                  {"id":"none","text":"The sea is wide and blue.","metadata":{"n":1}},
                  {"id":"title","title":"Old apple","text":"It is tall.","metadata":{"n":2}},
                  {"id":"all","text":"An old red apple tree.","metadata":{"n":3}},
                  {"id":"one","text":"Apple pie.","metadata":{"n":4}},
                  {"id":"long","text":"%s red tree.","metadata":{"n":5}}
                ]}
                """
                        .formatted("and so on ".repeat(20)));
    }

    @Test
    void ranksAsTheOriginalDoes() {
        Answer answer =
                service.post(
                        "/rerank",
                        "{\"query\":\"red apple\",\"texts\":[\"the sea\",\"a red"
                                + " apple\",\"apple\"]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(indexes(answer)).containsExactly(1, 2, 0);
        // 8 m - 4 through the logistic function.
        assertThat(answer.json().at("/0/score").asDouble()).isCloseTo(0.98201, near());
        assertThat(answer.json().at("/1/score").asDouble()).isCloseTo(0.5, near());
        assertThat(answer.json().at("/2/score").asDouble()).isCloseTo(0.01799, near());
        assertThat(answer.json().get(0).propertyNames())
                .containsExactlyInAnyOrder("index", "score");
        for (String time : List.of("compute", "total", "tokenization", "queue", "inference")) {
            assertThat(answer.header("x-%s-time".formatted(time))).matches("\\d+");
        }
        assertThat(answer.header("x-compute-characters")).isEqualTo("50");
        // [CLS] red apple [SEP] … [SEP], three times.
        assertThat(answer.header("x-compute-tokens")).isEqualTo("21");
        assertThat(answer.header("x-truncated-inputs")).isEmpty();
    }

    @Test
    void returnsRawScoresAndTextsWhereAsked() {
        Answer answer =
                service.post(
                        "/rerank",
                        "{\"query\":\"red apple\",\"texts\":[\"the"
                            + " sea\",\"red\"],\"raw_scores\":true,\"return_text\":true,\"unknown\":1}");

        assertThat(answer.json())
                .isEqualTo(
                        Service.JSON.readTree(
                                "[{\"index\":1,\"text\":\"red\",\"score\":0.0},{\"index\":0,\"text\":\"the"
                                    + " sea\",\"score\":-4.0}]"));
    }

    @Test
    void cutsTheEndThatIsAskedAndSaysSo() {
        String text = "apple " + "and so on ".repeat(20);
        String right = json(Map.of("query", "apple", "texts", List.of("pear", text)));
        String left =
                json(
                        Map.of(
                                "query",
                                "apple",
                                "texts",
                                List.of("pear", text),
                                "truncation_direction",
                                "Left",
                                "raw_scores",
                                true));

        assertThat(indexes(service.post("/rerank", right))).containsExactly(1, 0);
        assertThat(service.post("/rerank", right).header("x-truncated-inputs")).isEqualTo("1");
        assertThat(service.post("/rerank", left).json().at("/0/score").asDouble()).isEqualTo(-4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"query\":\"a\",\"texts\":[]}   | 400 | Empty      | `texts` cannot be empty",
                "{\"query\":\"\",\"texts\":[\"a\",\"\"]} | 400 | Empty | query and text 1 are"
                        + " empty; give at least one of them",
                "{\"texts\":[\"a\"]}              | 422 | Validation | the field 'query' is"
                        + " missing: give a string",
                "{\"query\":\"a\"}                | 422 | Validation | the field 'texts' is"
                        + " missing: give a list of strings",
                "{\"query\":\"a\",\"texts\":[null]} | 422 | Validation | text 0 must be a string",
                "{\"query\":\"a\",\"texts\":\"b\"}  | 422 | Validation | the field 'texts' must be"
                        + " an array",
                "{\"query\":\"a\",\"texts\":[\"a\"],\"truncation_direction\":\"Up\"} | 422 |"
                        + " Validation | truncation_direction must be Right or Left, got: Up",
                "{\"query\":\"a\\u0000\",\"texts\":[\"a\"]} | 400 | Validation | the query has a"
                        + " NUL character at offset 1; remove it",
            })
    void refusesInTheOriginalsDialect(String body, int status, String type, String says) {
        Answer answer = service.post("/rerank", body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("error_type").asString()).isEqualTo(type);
        assertThat(answer.json().path("error").asString()).isEqualTo(says);
        assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("error", "error_type");
    }

    @Test
    void refusesWhatIsTooMuchOrTooLong() {
        String tooMany = json(Map.of("query", "a", "texts", Collections.nCopies(2049, "b")));
        String tooLong = json(Map.of("query", "a", "texts", List.of("b".repeat(1_001))));
        String longQuery = json(Map.of("query", "b".repeat(1_001), "texts", List.of("a")));
        String mayNotBeCut =
                json(
                        Map.of(
                                "query",
                                "a",
                                "texts",
                                List.of("b", "and so on ".repeat(20)),
                                "truncate",
                                false));

        assertError(tooMany, "more than 2048 texts in one request");
        assertError(tooLong, "text 0 has 1001 characters, the limit is 1000");
        assertError(longQuery, "query has 1001 characters, the limit is 1000");
        assertError(mayNotBeCut, "text 1 and the query have more than the 32 tokens");
    }

    private void assertError(String body, String says) {
        Answer answer = service.post("/rerank", body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("error").asString()).startsWith(says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "lexical", "hybrid"})
    void searchIsReorderedByTheRerankerInEveryMode(String mode) {
        Answer answer =
                search(
                        "{\"query\":\"old red apple\",\"mode\":\"%s\",\"rerank\":{\"candidates\":50}}"
                                .formatted(mode));

        assertThat(ids(answer)).startsWith("all", "title");
        assertThat(answer.json().at("/results/0/score").asDouble()).isCloseTo(0.98201, near());
        assertThat(answer.json().at("/timings/rerankMs").isIntegralNumber()).isTrue();
        assertThat(answer.json().at("/results/0").has("explain")).isFalse();
    }

    @Test
    void titleIsReadWithTheChunk() {
        JsonNode title = search("{\"query\":\"old apple\",\"rerank\":{}}").json().at("/results/1");

        assertThat(title.path("id").asString()).isEqualTo("title");
        assertThat(title.path("score").asDouble()).isCloseTo(0.98201, near());
    }

    @Test
    void pageIsCutAfterReranking() {
        String query = "{\"query\":\"old red apple\",\"rerank\":{},\"limit\":%d,\"offset\":%d}";
        List<String> all = ids(search(query.formatted(5, 0)));

        assertThat(all).hasSize(5);
        assertThat(ids(search(query.formatted(2, 0)))).isEqualTo(all.subList(0, 2));
        assertThat(ids(search(query.formatted(2, 2)))).isEqualTo(all.subList(2, 4));
        assertThat(ids(search(query.formatted(10, 4)))).isEqualTo(all.subList(4, 5));
    }

    @Test
    void onlyTheCandidatesAreReranked() {
        String first = ids(search("{\"query\":\"sea\",\"limit\":1}")).getFirst();
        Answer answer = search("{\"query\":\"sea\",\"rerank\":{\"candidates\":1},\"limit\":1}");

        assertThat(ids(answer)).containsExactly(first);
        assertThat(ids(search("{\"query\":\"zzz\",\"mode\":\"lexical\",\"rerank\":{}}"))).isEmpty();
    }

    /** The candidates are the same for every page, and what follows them is in its first order. */
    @Test
    void pagesBeyondTheCandidatesFollowThem() {
        String query =
                "{\"query\":\"old red"
                    + " apple\",\"rerank\":{\"candidates\":2},\"limit\":%d,\"offset\":%d,\"explain\":true}";
        Answer all = search(query.formatted(10, 0));
        List<String> found = ids(search("{\"query\":\"old red apple\"}"));

        assertThat(ids(all)).hasSize(5).doesNotHaveDuplicates();
        assertThat(ids(all).subList(0, 2)).containsExactlyInAnyOrderElementsOf(found.subList(0, 2));
        assertThat(ids(all).subList(2, 5)).isEqualTo(found.subList(2, 5));
        assertThat(all.json().at("/results/2/score").asDouble()).isZero();
        assertThat(all.json().at("/results/2/explain/retrievalRank").asInt()).isEqualTo(3);
        assertThat(all.json().at("/results/2/explain/rerankLogit").isNull()).isTrue();
        assertThat(all.json().at("/warnings/0").asString()).startsWith("only the first 2 results");
        for (int size = 1; size <= 4; size++) {
            List<String> paged = new ArrayList<>();
            for (int offset = 0; offset < 5; offset += size) {
                paged.addAll(ids(search(query.formatted(size, offset))));
            }
            assertThat(paged).as("pages of %d", size).isEqualTo(ids(all));
        }
        assertThat(search(query.formatted(2, 2)).json().path("timings").has("rerankMs")).isFalse();
        assertThat(search(query.formatted(2, 0)).json().path("warnings").isEmpty()).isTrue();
    }

    @Test
    void explainShowsBothStages() {
        JsonNode results =
                search(
                                "{\"query\":\"old red"
                                        + " apple\",\"rerank\":{},\"explain\":true,\"include\":[]}")
                        .json()
                        .path("results");
        List<String> found = ids(search("{\"query\":\"old red apple\"}"));

        for (JsonNode result : results) {
            assertThat(result.at("/explain/retrievalRank").asInt())
                    .isEqualTo(found.indexOf(result.path("id").asString()) + 1);
            assertThat(result.at("/explain/retrievalScore").asDouble()).isPositive();
            double logit = result.at("/explain/rerankLogit").asDouble();
            assertThat(result.path("score").asDouble())
                    .isCloseTo(1 / (1 + Math.exp(-logit)), near());
            assertThat(result.has("text")).isFalse();
            assertThat(result.has("title")).isFalse();
            assertThat(result.has("metadata")).isFalse();
        }
        assertThat(results.at("/0/explain/rerankLogit").asDouble()).isEqualTo(4);
    }

    @Test
    void thresholdIsThatOfTheFinalScore() {
        assertThat(
                        ids(
                                search(
                                        "{\"query\":\"old red"
                                            + " apple\",\"rerank\":{},\"scoreThreshold\":0.6}")))
                .containsExactly("all", "title");
        assertThat(
                        ids(
                                search(
                                        "{\"query\":\"old red"
                                            + " apple\",\"rerank\":{},\"scoreThreshold\":0.99}")))
                .isEmpty();
    }

    @Test
    void candidateThatIsReadInPartIsAWarning() {
        JsonNode json = search("{\"query\":\"tree\",\"rerank\":{}}").json();

        assertThat(json.at("/warnings/0").asString())
                .isEqualTo(
                        "1 of the 5 candidates exceed, together with the query, the limit of 32"
                                + " tokens of the reranker 'words'; the text beyond the limit was"
                                + " ignored");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"query\":\"a\",\"rerank\":{\"candidates\":0}} | invalid_value |"
                    + " rerank.candidates | rerank.candidates must be between 1 and 1000, got: 0",
                "{\"query\":\"a\",\"rerank\":{\"candidates\":1001}} | invalid_value |"
                        + " rerank.candidates | rerank.candidates must be between 1 and 1000, got:"
                        + " 1001",
                "{\"query\":\"a\",\"rerank\":{\"model\":\"b\"}} | unknown_field | rerank.model |"
                        + " there is no field 'model'; known here: candidates",
                "{\"query\":\"a\",\"rerank\":5} | invalid_value | rerank | the field 'rerank' must"
                        + " be an object",
            })
    void refusesARerankThatCannotBe(String body, String code, String field, String says) {
        Answer answer = search(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
        assertThat(answer.json().path("field").asString()).isEqualTo(field);
        assertThat(answer.json().path("detail").asString()).isEqualTo(says);
    }

    @Test
    void vectorAloneCannotBeReranked() {
        JsonNode vector = service.post("/embed", "{\"inputs\":\"apple\"}").json().get(0);
        Answer alone = search("{\"vector\":%s,\"rerank\":{}}".formatted(vector));
        Answer hybrid =
                search(
                        "{\"vector\":%s,\"query\":\"old red apple\",\"rerank\":{}}"
                                .formatted(vector));

        assertThat(alone.status()).isEqualTo(400);
        assertThat(alone.json().path("code").asString()).isEqualTo("missing_field");
        assertThat(alone.json().path("field").asString()).isEqualTo("query");
        assertThat(ids(hybrid)).startsWith("all");
    }

    @Test
    void rerankerIsShownAmongTheModels() {
        JsonNode reranker = service.get("/actuator/info").json().at("/models/reranker");

        assertThat(reranker.path("id").asString()).isEqualTo("words");
        assertThat(reranker.path("maxTokens").asInt()).isEqualTo(MAX_TOKENS);
        assertThat(reranker.path("version").asString()).hasSize(12);
    }

    @Test
    void pairsAreCounted() {
        service.post("/rerank", "{\"query\":\"a\",\"texts\":[\"b\"]}");

        assertThat(service.get("/actuator/prometheus").body())
                .containsPattern("semblance_embedding_pairs_total [1-9]")
                .contains("semblance_embedding_queue_tokens{class=\"rerank\"}");
    }

    private Answer search(String body) {
        return service.post("/v1/collections/yard/search", body);
    }

    private static List<String> ids(Answer answer) {
        return answer.json()
                .path("results")
                .valueStream()
                .map(result -> result.path("id").asString())
                .toList();
    }

    private static List<Integer> indexes(Answer answer) {
        return answer.json().valueStream().map(rank -> rank.path("index").asInt()).toList();
    }

    private static Offset<Double> near() {
        return Offset.offset(1e-4);
    }

    private static String json(Object value) {
        return Service.JSON.writeValueAsString(value);
    }
}
