package io.semblance.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The words of refusals that the JSON parser and Spring begin: no class or method of theirs. */
class ErrorMessageTests extends HttpTests {

    private static final Pattern CLASS_OR_LIBRARY =
            Pattern.compile(
                    "java\\.|lang\\.|util\\.|tools\\.|org\\.|io\\.semblance|`|List<|ArrayList"
                            + "|HashMap|Feature|Exception|Jackson|jackson|Parser|CTRL-CHAR"
                            + "|START_|END_|VALUE_|REDACTED|Source:|ALLOW_|INCLUDE_");

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

    static Stream<Arguments> bodiesThatCannotBe() {
        List<String> values =
                List.of(
                        "NaN",
                        "-Infinity",
                        "+1",
                        "01",
                        "1.",
                        "1e",
                        "tru",
                        "'a'",
                        "/* a */ 1",
                        "# a",
                        "\"\\x\"",
                        "\"\\u12\"",
                        "\"\t\"",
                        "\"open",
                        "[1",
                        "{\"a\":1",
                        "{a:1}",
                        "[1,]",
                        "[1 2]",
                        "]",
                        "}",
                        "null",
                        "true",
                        "1",
                        "1.5",
                        "99999999999999999999",
                        "\"a\"",
                        "[]",
                        "[[]]",
                        "[{}]",
                        "[null]",
                        "[1]",
                        "[\"a\"]",
                        "{}",
                        "{\"a\":1}",
                        "\u001e1",
                        "\u00a01");
        return Stream.of(
                        "PUT /v1/collections/words documents",
                        "PUT /v1/collections/words chunking",
                        "PUT /v1/collections/words model",
                        "PUT /v1/collections/words/documents documents",
                        "PUT /v1/collections/words/documents documents.vector",
                        "PUT /v1/collections/words/documents documents.metadata",
                        "PATCH /v1/collections/words/documents/a metadata",
                        "POST /v1/collections/words/documents/get ids",
                        "POST /search query",
                        "POST /search vector",
                        "POST /search filter",
                        "POST /search include",
                        "POST /search hybrid",
                        "POST /search limit",
                        "POST /embed inputs",
                        "POST /embed normalize",
                        "POST /embed dimensions",
                        "POST /similarity inputs",
                        "POST /similarity inputs.sentences",
                        "POST /tokenize inputs",
                        "POST /decode ids",
                        "POST /rerank texts",
                        "POST /v1/embeddings input",
                        "POST /v1/embeddings model",
                        "POST /v1/embeddings truncate")
                .map(route -> Arguments.of(route, values));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodiesThatCannotBe")
    void noRefusalNamesAClassOrALibrary(String route, List<String> values) {
        service.put("/v1/collections/words", "{}");
        String[] parts = route.split(" ", -1);
        for (String value : values) {
            String[] names = parts[2].split("\\.", -1);
            String nested =
                    names.length == 1
                            ? "{\"%s\":%s}".formatted(names[0], value)
                            : names[0].equals("documents")
                                    ? "{\"%s\":[{\"id\":\"a\",\"%s\":%s}]}"
                                            .formatted(names[0], names[1], value)
                                    : "{\"%s\":{\"%s\":%s}}".formatted(names[0], names[1], value);
            for (String body : List.of(nested, value)) {
                Answer answer = service.send(parts[0], parts[1], body);

                assertThat(answer.status()).as(body + answer.body()).isLessThan(500);
                assertThat(answer.body()).as(body).doesNotContainPattern(CLASS_OR_LIBRARY);
            }
        }
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
        service.put("/v1/collections/words", "{}");
        Answer read = service.send("POST", "/embed", "inputs: a", "Content-Type", type);
        Answer written = service.send("GET", "/v1/collections/words", null, "Accept", type);

        assertThat(read.status()).as(read.body()).isEqualTo(415);
        assertThat(written.status()).as(written.body()).isEqualTo(406);
    }
}
