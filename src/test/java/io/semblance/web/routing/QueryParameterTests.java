package io.semblance.web.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service.Answer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;

/** Parameters in the URLs of native routes. */
class QueryParameterTests extends HttpTests {

    @BeforeEach
    void fill() {
        service.put(
                "/v1/collections/parameters/documents",
                "{\"documents\":[{\"id\":\"a\",\"text\":\"A text.\"}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | documents?limti=2               | limti   | cursor, filter, limit",
                "GET    | documents?limit=1&offset=100    | offset  | cursor, filter, limit",
                "GET    | documents?Limit=1               | Limit   | cursor, filter, limit",
                "GET    | documents?&=1                   | ''      | cursor, filter, limit",
                "GET    | documents?limit%20=1            | 'limit '| cursor, filter, limit",
                "GET    | documents/a?full                | full    | none",
                "DELETE | documents/a?force=true          | force   | none",
                "PATCH  | documents/a?x=1                 | x       | none",
                "PUT    | documents?waite=true            | waite   | wait",
                "POST   | documents/get?limit=1           | limit   | none",
                "POST   | documents/delete?dryRun=true    | dryRun  | none",
                "POST   | search?limit=2                  | limit   | none",
                "PUT    | ../parameters?model=x           | model   | none",
                "GET    | ../parameters?x=                | x       | none",
                "DELETE | ../parameters?x=1               | x       | none",
                "GET    | ../../collections?limit=1       | limit   | none",
                "POST   | ../../../search?limit=2         | limit   | none",
                "GET    | ../../jobs?x=1                  | x       | collection, cursor,"
                        + " idempotencyKey, limit, state",
                "GET    | ../../jobs/7?x=1                | x       | none"
            })
    void unknownOneIsRefusedByName(String method, String path, String name, String known) {
        Answer answer = service.send(method, resolved(path), body(method));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo("unknown_parameter");
        assertThat(answer.json().path("field").asString()).isEqualTo(name);
        assertThat(answer.json().path("detail").asString())
                .isEqualTo("there is no parameter '%s'; known here: %s".formatted(name, known));
        assertThat(service.get("/v1/collections/parameters/documents/a").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=1&limit=2", "limit=1&filter=a+IS+NULL&limit=1"})
    void oneThatIsGivenTwiceIsRefused(String query) {
        Answer answer = service.get("/v1/collections/parameters/documents?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo("invalid_value");
        assertThat(answer.json().path("detail").asString())
                .isEqualTo("the parameter 'limit' is given twice; give it once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/collections/parameters/documents?limit=1&",
                "/v1/collections/parameters/documents?",
                "/v1/collections/parameters/documents?filter=a%20IS%20NULL&%6Cimit=5",
                "/v1/collections/parameters/documents?filter=%7B%22a%22%3Anull%7D",
                "/v1/models?x=1",
                "/info?x=1",
                "/health?x=1",
                "/actuator/health?x=1",
                "/docs?utm_source=mail"
            })
    void knownOnesAndThoseOfOtherRoutesAreTaken(String path) {
        assertThat(service.get(path).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/embed?truncate=true | {\"inputs\":\"a\"}",
                "/v1/embeddings?api-version=1&api-version=1 | {\"input\":\"a\"}"
            })
    void compatibleRoutesIgnoreThem(String path, String body) {
        assertThat(service.post(path, body).status()).isEqualTo(200);
    }

    private static String resolved(String path) {
        return URI.create("/v1/collections/parameters/").resolve(path).toString();
    }

    private static @Nullable String body(String method) {
        return switch (method) {
            case "GET", "DELETE" -> null;
            default -> "{}";
        };
    }
}
