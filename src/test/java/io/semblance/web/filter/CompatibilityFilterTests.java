package io.semblance.web.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/** Paths and headers of clients that the originals answer. */
class CompatibilityFilterTests extends HttpTests {

    private static final Map<String, String> BODIES =
            Map.of(
                    "/embed", "{\"inputs\":\"a\"}",
                    "/embed_all", "{\"inputs\":\"a\"}",
                    "/similarity", "{\"inputs\":{\"source_sentence\":\"a\",\"sentences\":[\"b\"]}}",
                    "/tokenize", "{\"inputs\":\"a\"}",
                    "/decode", "{\"ids\":[101]}",
                    "/v1/embeddings", "{\"input\":\"a\"}",
                    "/embeddings", "{\"input\":\"a\"}");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-ndjson",
                "image/png, image/*",
                "text/event-stream",
                "application/yaml",
                "*",
                "nonsense",
                ""
            })
    void anyAcceptIsAnsweredInJson(String accept) {
        BODIES.forEach((path, body) -> {
            Answer answer = service.send("POST", path, body, "Accept", accept);

            assertThat(answer.status()).as(path + answer.body()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.body()).isEqualTo(service.post(path, body).body());
        });
        for (String path : List.of("/info", "/v1/models", "/models", "/models/bge-small-en-v1.5")) {
            Answer answer = service.send("GET", path, null, "Accept", accept);

            assertThat(answer.body()).isEqualTo(service.get(path).body());
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        }
        assertThat(service.send("GET", "/metrics", null, "Accept", accept).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "image/png", "nonsense"})
    void anyAcceptGetsTheErrorInTheDialect(String accept) {
        Answer openAi = service.send("POST", "/v1/embeddings", "{}", "Accept", accept);
        Answer tei = service.send("POST", "/embed", "{}", "Accept", accept);

        assertThat(openAi.json().at("/error/code").asString()).isEqualTo("missing_field");
        assertThat(tei.json().path("error_type").asString()).isEqualTo("Validation");
    }

    @Test
    void slashAtTheEndIsTheRoute() {
        BODIES.forEach((path, body) ->
                assertThat(service.post(path + "/", body).body())
                        .as(path)
                        .isEqualTo(service.post(path, body).body()));
        for (String path : List.of("/info", "/v1/models", "/models", "/v1/models/tei")) {
            assertThat(service.get(path + "/").body()).isEqualTo(service.get(path).body());
        }
        assertThat(service.post("/v1/embeddings/", "{}").json().at("/error/param").asString())
                .isEqualTo("input");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | //v1/embeddings | /error/message | there is no route POST //v1/embeddings;"
                        + " it has a double slash",
                "POST | /v1//embeddings | /error/message | there is no route POST /v1//embeddings;"
                        + " it has a double slash",
                "POST | /v1/embeddings// | /error/message | there is no route POST"
                        + " /v1/embeddings//; it has a double slash",
                "POST | //embed | /error | there is no route POST //embed; it has a double slash",
                "GET | //v1/models | /error/message | there is no route GET //v1/models; it has a"
                        + " double slash",
                "POST | //search | /detail | there is no route POST //search; it has a double"
                        + " slash",
                "POST | /search/ | /detail | there is no route POST /search/; leave out the slash"
                        + " at its end",
                "POST | /v1/nope%20here | /detail | there is no route POST /v1/nope%20here",
            })
    void pathThatIsNoRouteIsNamedAsItWasSent(
            String method, String path, String pointer, String message) {
        String body = method.equals("GET") ? null : "{\"input\":\"a\"}";
        Answer answer = service.send(method, path, body);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().at(pointer).asString()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"/embed, /error", "/v1/embeddings, /error/message", "/search, /detail"})
    void missingContentTypeIsNamed(String path, String pointer) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                        .POST(BodyPublishers.ofString("{\"input\":\"a\"}"))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            var response = client.send(request, BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(415);
            assertThat(Service.JSON.readTree(response.body()).at(pointer).asString())
                    .isEqualTo(
                            "the header Content-Type is missing; send JSON with"
                                    + " Content-Type: application/json");
        }
    }
}
