package io.semblance.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.Service.Answer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The words of refusals that the JSON parser and Spring begin: no class or method of theirs. */
class ErrorWordsTests extends HttpTests {

    static Stream<Arguments> boundsOfTheParser() {
        return Stream.of(
                Arguments.of(
                        "{\"filter\":" + "[".repeat(600) + "]".repeat(600) + "}",
                        "the body is nested deeper than 500 levels"),
                Arguments.of(
                        "{\"%s\":1}".formatted("k".repeat(3_000)),
                        "the name of a field in the body has more than 1024 characters"),
                Arguments.of(
                        "{\"limit\":%s}".formatted("9".repeat(100_000)),
                        "a number in the body has more than 1000 characters"),
                Arguments.of(
                        IntStream.range(0, 60_000)
                                .mapToObj("\"k%d\":1"::formatted)
                                .collect(Collectors.joining(",", "{\"filter\":{", "}}")),
                        "has more than 50000 fields"),
                Arguments.of("{\"query\":\"a\"} {}", "the body has more than one JSON value"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("boundsOfTheParser")
    void boundOfTheParserIsToldWithoutItsClasses(String body, String says) {
        service.put("/v1/collections/words", "{}");
        Answer answer = service.post("/v1/collections/words/search", body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo("malformed_json");
        assertThat(answer.json().path("detail").asString())
                .contains(says)
                .contains("send")
                .doesNotContain("StreamReadConstraints");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /search | Accept | */* | 405 | the method GET is not allowed here; use"
                        + " POST",
                "POST | /search | Content-Type | text/plain | 415 | application/json; got:"
                        + " 'text/plain",
                "POST | /v1/collections/words/documents/get | Accept | image/png | 406 | Accept:"
                        + " */*",
                "GET  | /v1/collections/words/documents?limit=ten | Accept | */* | 400 |"
                        + " the parameter 'limit' must be an integer, got: 'ten'",
            })
    void refusalOfSpringSaysWhatToDo(
            String method, String path, String header, String value, int status, String says) {
        service.put("/v1/collections/words", "{}");
        String body = method.equals("GET") ? null : "{\"ids\":[\"a\"]}";
        Answer answer = service.send(method, path, body, header, value);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(says);
    }

    /** Parsers of other formats may be on the class path, and keep none of the limits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/yaml",
                "application/xml",
                "application/cbor",
                "application/x-jackson-smile"
            })
    void formatOtherThanJsonIsNeitherReadNorWritten(String type) {
        Answer read = service.send("POST", "/embed", "inputs: a", "Content-Type", type);
        Answer written = service.send("POST", "/embed", "{\"inputs\":\"a\"}", "Accept", type);

        assertThat(read.status()).as(read.body()).isEqualTo(415);
        assertThat(written.status()).as(written.body()).isEqualTo(406);
    }
}
