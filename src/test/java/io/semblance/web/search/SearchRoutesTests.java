package io.semblance.web.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Searches over HTTP, on a handful of documents with known answers. */
class SearchRoutesTests extends HttpTests {

    private static final String PATH = "/v1/collections/kitchen/search";

    @BeforeEach
    void fill() {
        service.put(
                "/v1/collections/kitchen/documents",
                """
                {"documents":[
                  {"id":"bread","title":"Sourdough","text":"Feed the starter twice and let the dough rise overnight.",
                   "metadata":{"lang":"en","minutes":600,"tags":["baking","slow"]}},
                  {"id":"soup","title":"Leek soup","text":"Sweat the leeks in butter, add stock, and simmer for twenty minutes.",
                   "metadata":{"lang":"en","minutes":40,"tags":["soup"]}},
                  {"id":"knife","text":"Model ZX-81 must be honed on a ceramic rod every week.",
                   "metadata":{"lang":"en"}},
                  {"id":"suppe","title":"Lauchsuppe","text":"Den Lauch in Butter andünsten und mit Brühe aufgießen.",
                   "metadata":{"lang":"de","minutes":45,"tags":["soup"]}}
                ]}
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "lexical", "hybrid"})
    void findsTheRightDocumentInEveryMode(String mode) {
        Answer answer =
                search(
                        "{\"query\":\"how long does sourdough rise\",\"mode\":\"%s\"}"
                                .formatted(mode));

        assertThat(ids(answer).getFirst()).isEqualTo("bread");
    }

    @Test
    void vectorModeFindsByMeaningAndScoresByCosine() {
        Answer answer =
                search("{\"query\":\"sharpening a blade\",\"mode\":\"vector\",\"limit\":4}");

        assertThat(ids(answer).getFirst()).isEqualTo("knife");
        assertThat(scores(answer)).hasSize(4).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(scores(answer)).allSatisfy(score -> assertThat(score).isBetween(-1.0, 1.0));
    }

    @Test
    void lexicalModeFindsWordsAndNothingElse() {
        assertThat(ids(search("{\"query\":\"ZX-81\",\"mode\":\"lexical\"}")))
                .containsExactly("knife");
        assertThat(ids(search("{\"query\":\"leeks simmering\",\"mode\":\"lexical\"}")))
                .containsExactly("soup");
        assertThat(ids(search("{\"query\":\"sourdough\",\"mode\":\"lexical\"}")))
                .as("the title is searched too")
                .containsExactly("bread");
        assertThat(ids(search("{\"query\":\"\\\"+-(*~ &&\",\"mode\":\"lexical\"}"))).isEmpty();
    }

    @Test
    void hybridIsTheDefaultAndSaysWhereTheTimeWent() {
        JsonNode json = search("{\"query\":\"ZX-81\"}").json();

        assertThat(json.at("/results/0/id").asString()).isEqualTo("knife");
        // First in both lists, with k = 10.
        assertThat(json.at("/results/0/score").asDouble()).isEqualTo(2.0 / 11);
        assertThat(json.path("tookMs").isIntegralNumber()).isTrue();
        assertThat(json.at("/timings/embedMs").isIntegralNumber()).isTrue();
        assertThat(json.at("/timings/searchMs").isIntegralNumber()).isTrue();
        assertThat(json.path("warnings")).isEmpty();
    }

    @Test
    void resultsBelowTheThresholdAreLeftOut() {
        String query = "{\"query\":\"sharpening a blade\",\"mode\":\"vector\",\"limit\":4%s}";
        List<Double> all = scores(search(query.formatted("")));
        double third = all.get(2);

        assertThat(scores(search(query.formatted(",\"scoreThreshold\":" + third))))
                .isEqualTo(all.subList(0, 3));
        assertThat(scores(search(query.formatted(",\"scoreThreshold\":2")))).isEmpty();
    }

    @Test
    void fusionCanBeTuned() {
        Answer answer =
                search(
                        "{\"query\":\"ZX-81\",\"hybrid\":{\"fusion\":\"rrf\",\"rrfK\":60,\"candidates\":5}}");

        assertThat(scores(answer).getFirst()).isEqualTo(2.0 / 61);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"lang == 'en' && minutes < 100\"",
                "{\"lang\":\"en\",\"minutes\":{\"$lt\":100}}",
                "\"tags CONTAINS 'soup' AND NOT (lang IN ['de', 'fr'])\"",
                "\"minutes >= 40 && minutes < 45\"",
            })
    void filterInEitherSpellingHoldsInEveryMode(String filter) {
        for (String mode : List.of("vector", "lexical", "hybrid")) {
            Answer answer =
                    search(
                            "{\"query\":\"soup with leeks and butter\",\"mode\":\"%s\",\"filter\":%s}"
                                    .formatted(mode, filter));
            assertThat(ids(answer)).as(mode).containsExactly("soup");
        }
    }

    @Test
    void rawVectorStandsForTheQuery() {
        JsonNode vector =
                service.post("/embed", "{\"inputs\":\"sharpening a blade\",\"kind\":\"query\"}")
                        .json()
                        .get(0);
        Answer byVector = search("{\"vector\":%s}".formatted(vector));
        Answer byQuery = search("{\"query\":\"sharpening a blade\",\"mode\":\"vector\"}");
        Answer hybrid = search("{\"vector\":%s,\"query\":\"ZX-81\"}".formatted(vector));

        assertThat(ids(byVector)).isEqualTo(ids(byQuery));
        assertThat(ids(hybrid).getFirst()).isEqualTo("knife");
        assertThat(hybrid.json().at("/timings/embedMs").asInt()).isZero();
    }

    @Test
    void resultsCarryWhatIsAskedFor() {
        JsonNode all = search("{\"query\":\"leek\",\"limit\":1}").json().at("/results/0");
        JsonNode none =
                search("{\"query\":\"leek\",\"limit\":1,\"include\":[]}").json().at("/results/0");
        JsonNode some =
                search("{\"query\":\"leek\",\"limit\":1,\"include\":[\"metadata\"]}")
                        .json()
                        .at("/results/0");

        assertThat(all.propertyNames())
                .contains("id", "chunk", "start", "end", "score", "title", "text", "metadata");
        assertThat(none.propertyNames())
                .containsExactlyInAnyOrder("id", "chunk", "start", "end", "score");
        assertThat(some.propertyNames()).contains("metadata").doesNotContain("text", "title");
    }

    @Test
    void offsetGoesOnWhereLimitEnded() {
        for (String mode : List.of("vector", "hybrid")) {
            String body = "{\"query\":\"cooking\",\"mode\":\"%s\",\"limit\":%d,\"offset\":%d}";
            List<String> whole = ids(search(body.formatted(mode, 4, 0)));
            List<String> pages = new ArrayList<>(ids(search(body.formatted(mode, 3, 0))));
            pages.addAll(ids(search(body.formatted(mode, 3, 3))));

            assertThat(whole).hasSize(4);
            assertThat(pages).isEqualTo(whole);
        }
    }

    @Test
    void exactSearchAgreesWithTheIndexOnAFewDocuments() {
        Answer exact = search("{\"query\":\"cooking\",\"mode\":\"vector\",\"exact\":true}");
        Answer index = search("{\"query\":\"cooking\",\"mode\":\"vector\"}");

        assertThat(ids(exact)).hasSize(4).isEqualTo(ids(index));
    }

    @Test
    void textAtTheEndOfALongDocumentIsFoundAndTheChunkSaysWhere() {
        String filler =
                "The committee met again and talked about the budget of the year. ".repeat(400);
        String needle = "The lighthouse keeper adopted an otter named Bartholomew.";
        service.put(
                "/v1/collections/long/documents",
                json(
                        Map.of(
                                "documents",
                                List.of(
                                        Map.of("id", "minutes", "text", filler + needle),
                                        Map.of("id", "other", "text", "Budget talks.")))));
        for (String mode : List.of("vector", "lexical", "hybrid")) {
            Answer answer =
                    service.post(
                            "/v1/collections/long/search",
                            "{\"query\":\"Who adopted an otter?\",\"mode\":\"%s\",\"limit\":1}"
                                    .formatted(mode));
            JsonNode hit = answer.json().at("/results/0");

            assertThat(hit.path("id").asString()).as(mode).isEqualTo("minutes");
            assertThat(hit.path("chunk").asInt()).isPositive();
            assertThat(hit.path("text").asString()).endsWith(needle).hasSizeLessThan(3_000);
            assertThat(
                            (filler + needle)
                                    .substring(hit.path("start").asInt(), hit.path("end").asInt()))
                    .isEqualTo(hit.path("text").asString());
        }
        assertThat(service.get("/v1/collections/long").json().path("chunks").asInt())
                .isGreaterThan(20);
    }

    @Test
    void groupsByDocumentUnlessChunksAreAskedFor() {
        service.put(
                "/v1/collections/grouped/documents",
                json(
                        Map.of(
                                "documents",
                                List.of(
                                        Map.of(
                                                "id",
                                                "long",
                                                "text",
                                                "Leeks grow slowly in cold soil. ".repeat(200))))));
        String body = "{\"query\":\"leeks\",\"groupBy\":\"%s\",\"limit\":3}";

        List<String> documents =
                ids(service.post("/v1/collections/grouped/search", body.formatted("document")));
        Answer chunks = service.post("/v1/collections/grouped/search", body.formatted("chunk"));

        assertThat(documents).containsExactly("long");
        assertThat(ids(chunks)).containsExactly("long", "long", "long");
        assertThat(
                        chunks.json()
                                .path("results")
                                .valueStream()
                                .map(hit -> hit.path("chunk").asInt()))
                .doesNotHaveDuplicates();
    }

    @Test
    void queryBeyondTheModelsLengthIsAnsweredWithAWarning() {
        Answer answer = search(json(Map.of("query", "leek " + "butter ".repeat(700))));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/warnings/0").asString()).contains("512 tokens");
    }

    @Test
    void searchNamesTheCollectionInTheBody() {
        Answer answer =
                service.post(
                        "/search", "{\"collection\":\"kitchen\",\"query\":\"ZX-81\",\"limit\":1}");

        assertThat(ids(answer)).containsExactly("knife");
    }

    @Test
    void explainSaysHowTheAnswerWasFound() {
        Answer answer =
                search("{\"query\":\"leek\",\"mode\":\"vector\",\"limit\":2,\"explain\":true}");
        Answer bare = search("{\"query\":\"leek\"}");

        assertThat(answer.json().at("/explain/vectors").asString()).isEqualTo("exact");
        assertThat(answer.json().at("/explain/matches").asLong()).isPositive();
        assertThat(answer.json().at("/explain/exactBelow").asLong()).isEqualTo(2_000);
        assertThat(bare.json().has("explain")).isFalse();
    }

    @Test
    void defaultsOfFieldsThatComeLaterAreAccepted() {
        Answer answer =
                search(
                        "{\"query\":\"leek\",\"scoreThreshold\":null,\"facets\":[],\"highlight\":false,\"explain\":false}");

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void emptyCollectionAnswersWithNothing() {
        service.put("/v1/collections/empty", "{}");
        for (String mode : List.of("vector", "lexical", "hybrid")) {
            Answer answer =
                    service.post(
                            "/v1/collections/empty/search",
                            "{\"query\":\"leek\",\"mode\":\"%s\"}".formatted(mode));
            assertThat(ids(answer)).isEmpty();
        }
    }

    private Answer search(String body) {
        return service.post(PATH, body);
    }

    private static List<String> ids(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json()
                .path("results")
                .valueStream()
                .map(hit -> hit.path("id").asString())
                .toList();
    }

    private static List<Double> scores(Answer answer) {
        return answer.json()
                .path("results")
                .valueStream()
                .map(hit -> hit.path("score").asDouble())
                .toList();
    }

    private static String json(Object value) {
        return Service.JSON.writeValueAsString(value);
    }
}
