package io.semblance.web.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests are read as the description says. */
class StrictJsonTests extends HttpTests {

    private static final String DOCUMENTS = "/v1/collections/strict/documents";

    @BeforeEach
    void collection() {
        service.put("/v1/collections/strict", "{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"64", "64.0", "6.4e1", "640e-1"})
    void integersAreNumbersWithoutAFraction(String number) {
        Answer answer =
                service.post("/embed", "{\"inputs\":\"a\",\"dimensions\":%s}".formatted(number));

        assertThat(answer.json().get(0).size()).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"64.5", "1e99", "1e-1", "1e999999999", "\"64\"", "true"})
    void otherNumbersAreNot(String number) {
        Answer answer =
                service.post("/embed", "{\"inputs\":\"a\",\"dimensions\":%s}".formatted(number));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("'dimensions' must be an integer");
    }

    @Test
    void tokenIdsAreIntegersToo() {
        assertThat(service.post("/decode", "{\"ids\":[101.0, 7592, 1.02e2]}").json().get(0))
                .hasToString("\"hello\"");
        assertThat(service.post("/decode", "{\"ids\":[101.5]}").status()).isEqualTo(422);
    }

    @Test
    void nullIsNoBody() {
        Answer answer = service.put("/v1/collections/strict-null", "null");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("the body must be an object, got: null");
        assertThat(service.put("/v1/collections/strict-null", "").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=", "limit=0x10", "limit=%205", "limit=+5", "limit=1.0", "limit=1e1"})
    void parametersAreReadAsStrictly(String query) {
        Answer answer = service.get(DOCUMENTS + "?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("the parameter 'limit' must be an integer, got: '");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "1", "TRUE"})
    void waitIsTrueOrFalse(String value) {
        Answer answer =
                service.put(DOCUMENTS + "?wait=" + value, "{\"documents\":[{\"id\":\"1\"}]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("the parameter 'wait' must be true or false, got: '");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                DOCUMENTS + "/delete | POST,OPTIONS",
                DOCUMENTS + "/get | POST,OPTIONS",
                DOCUMENTS + "/1 | DELETE,GET,HEAD,OPTIONS,PATCH",
                DOCUMENTS + " | GET,HEAD,OPTIONS,PUT"
            })
    void allowIsOfThePathAlone(String path, String methods) {
        assertThat(service.send("OPTIONS", path, null).header("Allow").split(",\\s*"))
                .containsExactlyInAnyOrder(methods.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUERY", "DELETE", "PURGE"})
    void anotherMethodIsNotAllowed(String method) {
        Answer answer = service.send(method, "/", null);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("POST");
    }

    @Test
    void documentsNamedLikeARouteAreReadAndDeletedAsOthers() {
        service.put(DOCUMENTS, "{\"documents\":[{\"id\":\"delete\",\"text\":\"a text\"}]}");

        assertThat(service.get(DOCUMENTS + "/delete").status()).isEqualTo(200);
        assertThat(service.delete(DOCUMENTS + "/delete").status()).isEqualTo(204);
    }
}
