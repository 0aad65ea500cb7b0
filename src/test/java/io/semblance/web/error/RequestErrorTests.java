package io.semblance.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.ErrorBodies;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the service says to requests that cannot be: every code, in every dialect. */
class RequestErrorTests extends HttpTests {

    private static final String TEN_MEGABYTES = "word ".repeat(2 * 1024 * 1024);
    private static final List<String> TEN_THOUSAND = Collections.nCopies(10_000, "a");

    static Stream<Arguments> refusedTexts() {
        return Stream.of(
                refused("", "text 0 is empty", "Empty", 400, "empty_text"),
                refused(List.of("a", ""), "text 1 is empty", "Empty", 400, "empty_text"),
                refused(List.of(), "no text", "Empty", 400, "empty_text"),
                refused("a\u0000b", "NUL character at offset 1", "Validation", 400, "invalid_text"),
                refused(
                        TEN_MEGABYTES,
                        "10485760 characters, the limit is 1000000",
                        "Validation",
                        422,
                        "context_length_exceeded"),
                refused(
                        TEN_THOUSAND,
                        "more than 2048 inputs in one request",
                        "Validation",
                        422,
                        "too_many_inputs"));
    }

    private static Arguments refused(
            Object input, String says, String errorType, int teiStatus, String openAiCode) {
        return Arguments.of(input, says, errorType, teiStatus, openAiCode);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusedTexts")
    void embedRefusesAsTextEmbeddingsInferenceDoes(
            Object input, String says, String errorType, int status, String unused) {
        Answer answer = service.post("/embed", json(Map.of("inputs", input)));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("error").asString()).contains(says);
        assertThat(answer.json().path("error_type").asString()).isEqualTo(errorType);
        assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("error", "error_type");
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusedTexts")
    void embeddingsRefusesAsOpenAiDoes(
            Object input, String says, String unused, int unusedToo, String code) {
        Answer answer = service.post("/v1/embeddings", json(Map.of("input", input)));

        assertThat(answer.status()).isEqualTo(400);
        JsonNode error = answer.json().path("error");
        assertThat(error.path("message").asString()).contains(says);
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.propertyNames())
                .containsExactlyInAnyOrder("message", "type", "param", "code");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/embed         | {\"inputs\":\"a\\ud800b\"}         | lone surrogate U+D800",
                "/embed         | {\"inputs\":\"\\udc00\"}           | lone surrogate U+DC00",
                "/embed         | {\"inputs\":[1.5]}                 | a string, a list of strings",
                "/embed         | {\"inputs\":{\"a\":1}}             | a string, a list of strings",
                "/embed         | {\"inputs\":5}                   | must be a string, a list",
                "/embed         | {\"inputs\":[5,\"a\"]}            | a list of token ids",
                "/embed         | {\"inputs\":\"a\",\"dimensions\":9999999999} | 'dimensions' must"
                        + " be an integer between -2147483648 and 2147483647",
                "/embed         | {}                                 | 'inputs' is missing",
                "/embed         | {\"inputs\":\"a\",\"normalize\":\"yes\"} | true or false",
                "/embed         | {\"inputs\":\"a\",\"dimensions\":0}      | between 1 and the 384",
                "/embed         | {\"inputs\":\"a\",\"dimensions\":385}    | got: 385",
                "/embed         | {\"inputs\":\"a\",\"dimensions\":1.5}    | an integer",
                "/embed         | {\"inputs\":\"a\",\"kind\":\"poem\"}     | got: poem",
                "/embed         | {\"inputs\":\"a\",\"truncation_direction\":\"Up\"} | got: Up",
                "/embed         | {\"inputs\":                       | not JSON, at line 1",
                "/embed         | [1]                                | must be an object",
                "/embed         | {\"inputs\":\"a\",\"inputs\":\"b\"}      | inputs",
            })
    void embedSaysWhatIsWrong(String path, String body, String says) {
        Answer answer = service.post(path, body);

        assertThat(answer.status()).isIn(400, 422);
        assertThat(answer.json().path("error").asString()).contains(says);
        assertThat(answer.json().path("error_type").asString()).isEqualTo("Validation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.5", "5s", "86400001", "99999999999"})
    void timeoutThatIsNoneIsRefused(String timeout) {
        String header = "x-envoy-expected-rq-timeout-ms";
        Answer tei = service.send("POST", "/embed", "{\"inputs\":\"a\"}", header, timeout);
        Answer search = service.send("POST", "/search", "{\"query\":\"a\"}", header, timeout);

        assertThat(tei.status()).isEqualTo(422);
        assertThat(tei.json().path("error").asString())
                .isEqualTo(
                        "the header x-envoy-expected-rq-timeout-ms must be a whole number of"
                                + " milliseconds between 1 and 86400000, got: '%s'",
                        timeout);
        assertThat(search.status()).isEqualTo(400);
        assertThat(search.json().path("code").asString()).isEqualTo("invalid_value");
        assertThat(search.json().path("field").asString()).isEqualTo(header);
    }

    @Test
    void embedRefusesATextTooLongWhereItMayNotTruncate() {
        Answer answer =
                service.post(
                        "/embed", json(Map.of("inputs", "word ".repeat(600), "truncate", false)));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("error").asString())
                .contains("602 tokens")
                .contains("at most 512");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"input\":\"a\",\"model\":\"nope\"}            | 404 | model_not_found   | model",
                "{\"input\":\"a\",\"encoding_format\":\"hex\"}   | 400 | invalid_value     |"
                        + " encoding_format",
                "{\"input\":\"a\",\"dimensions\":999}            | 400 | invalid_value     |"
                        + " dimensions",
                "{\"model\":\"bge-small-en-v1.5\"}               | 400 | missing_field     | input",
                "{\"input\":[[1,\"a\"]]}                         | 400 | invalid_value     | input",
                "{\"input\":                                     | 400 | malformed_json    |",
                "{\"input\":\"a\",\"dimensions\":9999999999}     | 400 | invalid_value     |"
                        + " dimensions",
            })
    void embeddingsSaysWhatIsWrong(String body, int status, String code, @Nullable String param) {
        Answer answer = service.post("/v1/embeddings", body);

        assertThat(answer.status()).isEqualTo(status);
        JsonNode error = answer.json().path("error");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("param").asString(null)).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // malformed and mistyped bodies
                "PUT  | /v1/collections/r/documents | {\"documents\":  | 400 | malformed_json |",
                "PUT  | /v1/collections/r/documents | {\"documents\":[{\"id\":\"a | 400 |"
                        + " malformed_json |",
                "PUT  | /v1/collections/r/documents | {\"documents\":[{\"id\":\"a\" | 400 |"
                        + " malformed_json |",
                "PUT  | /v1/collections/r/documents | {\"documents\":[{\"id\":\"a\"}]] | 400 |"
                        + " malformed_json |",
                "PUT  | /v1/collections/r/documents |"
                    + " {\"documents\":[{\"id\":\"a\",\"metadata\":{\"x\":[1 | 400 | malformed_json"
                    + " |",
                "PUT  | /v1/collections/r/documents | {\"documents\":[{\"id\":7}]} | 400 |"
                        + " invalid_value | documents[0].id",
                "PUT  | /v1/collections/r/documents |"
                        + " {\"documents\":[{\"id\":\"a\",\"txt\":\"b\"}]} | 400 | unknown_field |"
                        + " documents[0].txt",
                "PUT  | /v1/collections/r/documents | {\"documents\":{}} | 400 | invalid_value |"
                        + " documents",
                "PUT  | /v1/collections/r/documents | {\"documents\":[null]} | 400 | invalid_value"
                        + " | documents[0]",
                "PUT  | /v1/collections/r/documents | {\"documents\":[]} | 400 | missing_field |"
                        + " documents",
                "PUT  | /v1/collections/r/documents | {} | 400 | missing_field | documents",
                "PUT  | /v1/collections/r/documents |"
                    + " {\"documents\":[{\"id\":\"a\",\"vector\":[1,\"2\"]}]} | 400 | invalid_value"
                    + " | documents[0].vector",
                "PUT  | /v1/collections/r/documents |"
                        + " {\"documents\":[{\"id\":\"a\",\"vector\":[]}]} | 400 | invalid_value |"
                        + " documents[0].vector",
                "PUT  | /v1/collections/r/documents |"
                    + " {\"documents\":[{\"id\":\"a\",\"vector\":[1e99]}]} | 400 | invalid_value |"
                    + " documents[0].vector",
                "PUT  | /v1/collections/r/documents?wait=perhaps | {\"documents\":[{\"id\":\"a\"}]}"
                        + " | 400 | invalid_value | wait",
                // collections
                "PUT  | /v1/collections/UPPER | {} | 400 | invalid_value | collection",
                "PUT  | /v1/collections/r2 | {\"model\":\"nope\"} | 400 | invalid_value | model",
                "PUT  | /v1/collections/r2 | {\"metric\":\"manhattan\"} | 400 | invalid_value |"
                        + " metric",
                "PUT  | /v1/collections/r2 | {\"language\":\"klingon\"} | 400 | invalid_value |"
                        + " language",
                "PUT  | /v1/collections/r2 | {\"chunking\":{\"maxTokens\":513}} | 400 |"
                        + " invalid_value | chunking.maxTokens",
                "PUT  | /v1/collections/r2 | {\"chunking\":{\"maxTokens\":99999999999}} | 400 |"
                        + " invalid_value | chunking.maxTokens",
                "PUT  | /v1/collections/r2 | {\"chunking\":{\"overlap\":200}} | 400 | invalid_value"
                        + " | chunking.overlap",
                "PUT  | /v1/collections/r2 | {\"chunking\":{\"size\":200}} | 400 | unknown_field |"
                        + " chunking.size",
                "PUT  | /v1/collections/r2 | {\"index\":{\"storage\":\"tape\"}} | 400 |"
                        + " invalid_value | index.storage",
                "PUT  | /v1/collections/r2 | {\"index\":{\"m\":1}} | 400 | invalid_value | index.m",
                "PUT  | /v1/collections/r2 | {\"index\":{\"efConstruction\":1}} | 400 |"
                        + " invalid_value | index.efConstruction",
                "PUT  | /v1/collections/r  | {\"metric\":\"dot\"} | 409 | collection_conflict |",
                "GET  | /v1/collections/nope | | 404 | collection_not_found |",
                "DELETE | /v1/collections/nope | | 404 | collection_not_found |",
                // documents
                "GET  | /v1/collections/nope/documents/a | | 404 | collection_not_found |",
                "GET  | /v1/collections/r/documents/nope | | 404 | document_not_found |",
                "DELETE | /v1/collections/r/documents/nope | | 404 | document_not_found |",
                "PATCH | /v1/collections/r/documents/nope | {\"metadata\":{\"a\":1}} | 404 |"
                        + " document_not_found |",
                "PATCH | /v1/collections/r/documents/here | {} | 400 | missing_field | metadata",
                "PATCH | /v1/collections/r/documents/here |"
                        + " {\"metadata\":{\"a\":12345678901234567890}} | 400 | invalid_metadata |"
                        + " metadata.a",
                "GET  | /v1/collections/r/documents?limit=1001 | | 400 | invalid_value | limit",
                "GET  | /v1/collections/r/documents?limit=ten | | 400 | invalid_value | limit",
                "GET  | /v1/collections/r/documents?cursor=!! | | 400 | invalid_cursor | cursor",
                "GET  | /v1/collections/r/documents?filter=a+%3D%3D | | 400 | invalid_filter |"
                        + " filter",
                "POST | /v1/collections/r/documents/get | {} | 400 | missing_field | ids",
                "POST | /v1/collections/r/documents/get | {\"ids\":[null]} | 400 | invalid_value |"
                        + " ids[0]",
                "POST | /v1/collections/r/documents/delete | {} | 400 | missing_field | ids",
                "POST | /v1/collections/r/documents/delete | {\"ids\":[],\"filter\":\"a == 1\"} |"
                        + " 400 | invalid_value | filter",
                "POST | /v1/collections/r/documents/delete | {\"filter\":{}} | 400 | invalid_filter"
                        + " | filter",
                // what no document has: NUL and lone surrogates
                "GET  | /v1/collections/r/documents/%7F | | 400 | invalid_id | id",
                "DELETE | /v1/collections/r/documents/%7F | | 400 | invalid_id | id",
                "PATCH | /v1/collections/r/documents/%7F | {\"metadata\":{}} | 400 | invalid_id |"
                        + " id",
                "POST | /v1/collections/r/documents/get | {\"ids\":[\"a\",\"\\ud800\"]} | 400 |"
                        + " invalid_id | ids[1]",
                "POST | /v1/collections/r/documents/get | {\"ids\":[\"a\\u0000\"]} | 400 |"
                        + " invalid_id | ids[0]",
                "POST | /v1/collections/r/documents/delete | {\"ids\":[\"\\ud800\"]} | 400 |"
                        + " invalid_id | ids[0]",
                "POST | /v1/collections/r/documents/delete | {\"filter\":{\"a\":\"\\ud800\"}} |"
                        + " 400 | invalid_filter | filter",
                "POST | /v1/collections/r/documents/delete | {\"filter\":{\"a\\ud800\":1}} | 400 |"
                        + " malformed_json |",
                "POST | /v1/collections/r/documents/delete | {\"filter\":\"a == '\\u0000'\"} | 400"
                        + " | invalid_filter | filter",
                "POST | /v1/collections/r/documents/delete | {\"filter\":\"a == \\ud800\"} | 400"
                        + " | invalid_filter | filter",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"filter\":\"'a\\udc00' == 1\"}"
                        + " | 400 | invalid_filter | filter",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"filter\":\"a STARTS WITH"
                        + " '\\udc00'\"} | 400 | invalid_filter | filter",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"filter\":{\"a\\u0000\":1}} |"
                        + " 400 | invalid_filter | filter",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"mode\":\"\\ud800\"} | 400 |"
                        + " invalid_value | mode",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"limit\":9999999999} | 400 |"
                        + " invalid_value | limit",
                // searches
                "POST | /v1/collections/nope/search | {\"query\":\"a\"} | 404 |"
                        + " collection_not_found |",
                "POST | /search | {\"query\":\"a\",\"collection\":\"nope\"} | 404 |"
                        + " collection_not_found |",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"collection\":\"s\"} | 400 |"
                        + " invalid_value | collection",
                "POST | /v1/collections/r/search | {} | 400 | missing_field | query",
                "POST | /v1/collections/r/search | {\"query\":\" \"} | 400 | empty_text | query",
                "POST | /v1/collections/r/search | {\"query\":\" \",\"mode\":\"lexical\"} | 400 |"
                        + " empty_text | query",
                "POST | /v1/collections/r/search | {\"query\":\"a\\u0000\"} | 400 | invalid_text |"
                        + " query",
                "POST | /v1/collections/r/search | {\"query\":\"\\ud800\",\"mode\":\"lexical\"} |"
                        + " 400 | invalid_text | query",
                "POST | /v1/collections/r/search | {\"query\":7} | 400 | invalid_value | query",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"mode\":\"psychic\"} | 400 |"
                        + " invalid_value | mode",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"limit\":0} | 400 |"
                        + " invalid_value | limit",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"limit\":1001} | 400 |"
                        + " invalid_value | limit",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"limit\":\"10\"} | 400 |"
                        + " invalid_value | limit",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"offset\":-1} | 400 |"
                        + " invalid_value | offset",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"offset\":9991} | 400 |"
                        + " invalid_value | offset",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"filter\":\"a = = 1\"} | 400 |"
                        + " invalid_filter | filter",
                "POST | /v1/collections/r/search |"
                    + " {\"query\":\"a\",\"filter\":{\"a\":{\"$near\":1}}} | 400 | invalid_filter |"
                    + " filter",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"filter\":7} | 400 |"
                        + " invalid_filter | filter",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"groupBy\":\"page\"} | 400 |"
                        + " invalid_value | groupBy",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"include\":[\"vector\"]} | 400"
                        + " | invalid_value | include",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"include\":\"text\"} | 400 |"
                        + " invalid_value | include",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"hybrid\":{\"rrfK\":0}} | 400"
                        + " | invalid_value | hybrid.rrfK",
                "POST | /v1/collections/r/search |"
                    + " {\"query\":\"a\",\"hybrid\":{\"candidates\":10001}} | 400 | invalid_value |"
                    + " hybrid.candidates",
                "POST | /v1/collections/r/search |"
                    + " {\"query\":\"a\",\"hybrid\":{\"fusion\":\"sum\"}} | 400 | invalid_value |"
                    + " hybrid.fusion",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"hybrid\":{\"k\":1}} | 400 |"
                        + " unknown_field | hybrid.k",
                "POST | /v1/collections/r/search | {\"vector\":[1,2,3]} | 400 | invalid_vector |"
                        + " vector",
                "POST | /v1/collections/r/search | {\"vector\":[1],\"mode\":\"hybrid\"} | 400 |"
                        + " invalid_vector | vector",
                "POST | /v1/collections/r/search |"
                    + " {\"vector\":[1],\"mode\":\"lexical\",\"query\":\"a\"} | 400 | invalid_value"
                    + " | vector",
                "POST | /v1/collections/r/search |"
                    + " {\"vector\":[1],\"mode\":\"vector\",\"query\":\"a\"} | 400 | invalid_value"
                    + " | vector",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"unknown\":1} | 400 |"
                        + " unknown_field | unknown",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"rerank\":{\"candidates\":50}}"
                        + " | 400 | no_reranker | rerank",
                // of the contract, and later
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"facets\":[\"lang\"]} | 501 |"
                        + " not_supported | facets",
                "POST | /v1/collections/r/search | {\"query\":\"a\",\"highlight\":true} | 501 |"
                        + " not_supported | highlight",
                "POST | /v1/collections/r/documents/import | | 400 | malformed_file |",
                "POST | /v1/collections/r/documents/a/similar | {} | 501 | not_supported |",
                "POST | /v1/collections/r/reembed | {} | 501 | not_supported |",
                "GET  | /v1/jobs?idempotencyKey= | | 400 | invalid_value | idempotencyKey",
                "GET  | /v1/jobs?state=done | | 400 | invalid_value | state",
                "GET  | /v1/jobs?collection=a%00b | | 400 | invalid_value | collection",
                "GET  | /v1/jobs?cursor=7 | | 400 | invalid_cursor | cursor",
                "GET  | /v1/jobs/7 | | 404 | job_not_found |",
                "POST | /v1/jobs/7/cancel | | 404 | job_not_found |",
                // routes
                "GET  | /nowhere | | 404 | not_found |",
                "GET  | /search | | 405 | method_not_allowed |",
                "POST | /v1/collections/r/search | | 400 | malformed_json |",
            })
    void nativeRoutesAnswerWithProblemDetails(
            String method,
            String path,
            @Nullable String body,
            int status,
            String code,
            @Nullable String field) {
        service.put(
                "/v1/collections/r/documents",
                "{\"documents\":[{\"id\":\"here\",\"text\":\"here\"}]}");

        Answer answer = service.send(method, path, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("field").asString(null)).isEqualTo(field);
        assertThat(problem.path("detail").asString()).isNotBlank().doesNotContain("Source:");
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("instance").asString()).isEqualTo(path.split("\\?", 2)[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/collections/%zz",
                "/v1/collections/%ff",
                "/v1/collections/r/documents/%00",
                "/v1/collections/r/documents/%ed%a0%80",
                "/v1/collections/r/documents?filter=%ff"
            })
    void pathThatIsNoTextIsRefusedWithAProblem(String path) throws Exception {
        service.put("/v1/collections/r", "{}");
        String answer = raw(path);

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
        JsonNode problem =
                Service.JSON.readTree(
                        answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
        assertThat(problem.path("status").asInt()).isEqualTo(400);
        assertThat(problem.path("code").asString()).startsWith("invalid_");
        assertThat(raw("/embed?%zz")).doesNotContain("<html");
        assertThat(raw("/embed/%zz")).doesNotContain("<html");
    }

    /** The whole answer to a GET whose path is sent as it is. */
    private String raw(String path) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                    .formatted(path)
                                    .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void otherMediaTypeIsRefused() {
        Answer answer =
                service.send(
                        "POST",
                        "/search",
                        "query=a",
                        "Content-Type",
                        "application/x-www-form-urlencoded");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.json().path("code").asString()).isEqualTo("unsupported_media_type");
    }

    @Test
    void methodThatIsNotAllowedComesWithThoseThatAre() {
        assertThat(service.get("/search").header("Allow")).contains("POST");
    }

    @Test
    void bodyBeyondTheLimitIsNotRead() {
        Answer answer = service.post("/search", "x".repeat(33 * 1024 * 1024));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("code").asString()).isEqualTo("body_too_large");
        assertThat(answer.json().path("detail").asString())
                .contains("33554432 bytes")
                .contains("semblance.limits.body");
    }

    @Test
    void tooManyIdsAreRefused() {
        Answer answer =
                service.post("/v1/collections/r/documents/get", json(Map.of("ids", TEN_THOUSAND)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asString()).contains("more than 1000 ids");
    }

    @Test
    void queryBeyondTheLimitIsRefused() {
        service.put("/v1/collections/long", "{}");
        Answer answer =
                service.post(
                        "/v1/collections/long/search", json(Map.of("query", "a".repeat(10_001))));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo("text_too_long");
        assertThat(answer.json().path("detail").asString()).contains("the limit is 10000");
    }

    private static String json(Object value) {
        return Service.JSON.writeValueAsString(value);
    }

    @Test
    void pathThatTheServerCannotReadIsAProblemToo() {
        Answer answer = service.get("/v1/collections/%00");

        assertThat(answer.json())
                .isEqualTo(
                        Service.JSON.readTree(
                                """
                                {"status": 400, "title": "Bad Request", "code": "invalid_request",
                                 "detail": "the path is not percent-encoded UTF-8 or contains a forbidden character"}
                                """));
    }

    @Test
    void wildcardAsTheTypeOfABodyIsRefused() {
        Answer answer = service.send("POST", "/search", "{\"query\":\"a\"}", "Content-Type", "*/*");

        ErrorBodies.assertProblem(
                answer.json(),
                415,
                "Unsupported Media Type",
                "unsupported_media_type",
                "the body must have one media type, got: Content-Type '\\*/\\*'",
                "/search");
    }

    @Test
    void rerankingWithoutARerankerIsRefusedAsTheOriginalRefusesAnotherModel() {
        Answer answer = service.post("/rerank", "{\"query\":\"a\",\"texts\":[\"b\"]}");

        assertThat(answer.status()).isEqualTo(424);
        assertThat(answer.json())
                .isEqualTo(
                        Service.JSON.readTree(
                                "{\"error\":\"Backend error: model is not a re-ranker"
                                        + " model\",\"error_type\":\"Backend\"}"));
    }
}
