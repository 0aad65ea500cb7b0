package io.semblance.web.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A page of a configured origin, to a service with an API key. */
@TestPropertySource(
        properties = {
            "semblance.security.api-key=0123456789abcdef",
            "semblance.security.allowed-origins=https://app.example.com, http://localhost:3000",
            "semblance.limits.body=2KB"
        })
class CorsTests extends HttpTests {

    private static final String KEY = "Authorization: Bearer 0123456789abcdef";
    private static final String JSON = "Content-Type: application/json";

    @ParameterizedTest
    @CsvSource({
        "/embed, POST",
        "/, POST",
        "/v1/embeddings, POST",
        "/v1/models, GET",
        "/info, GET",
        "/search, POST",
        "/v1/collections/c, PUT",
        "/v1/collections/c/documents, PUT",
        "/v1/collections/c/documents/a, PATCH",
        "/v1/collections/c/documents/a, DELETE",
        "/v3/api-docs, GET",
        "/actuator/prometheus, GET",
        "/nowhere, GET"
    })
    void preflightIsAnsweredWithoutTheKey(String path, String method) throws IOException {
        String answer =
                send(
                        "OPTIONS " + path,
                        null,
                        "Origin: http://localhost:3000",
                        "Access-Control-Request-Method: " + method,
                        "Access-Control-Request-Headers: authorization,content-type,x-api-key");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: http://localhost:3000\r\n")
                .contains("Access-Control-Allow-Methods: " + method + "\r\n")
                .contains(
                        "Access-Control-Allow-Headers: authorization, content-type, x-api-key\r\n")
                .contains("Access-Control-Max-Age: 600\r\n")
                .containsPattern("(?i)Vary: [^\r]*origin")
                .doesNotContain("Access-Control-Allow-Credentials");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "POST /embed                 | {\"inputs\":\"a\"}         | 200 | key",
                "POST /v1/embeddings         | {\"input\":\"a\"}          | 200 | key",
                "GET /v1/models              | -                          | 200 | key",
                "GET /v1/collections         | -                          | 200 | key",
                "GET /health                 | -                          | 200 | -",
                "GET /v3/api-docs            | -                          | 200 | -",
                "POST /embed                 | {\"inputs\":\"a\"}         | 401 | -",
                "POST /v1/embeddings         | {\"input\":\"a\"}          | 401 | -",
                "GET /v1/collections         | -                          | 401 | -",
                "GET /nowhere                | -                          | 404 | key",
                "GET /v1/models/nope         | -                          | 404 | key",
                "DELETE /v1/collections/nope | -                          | 404 | key",
                "DELETE /embed               | -                          | 405 | key",
                "POST /search                | {\"query\":                | 400 | key",
                "GET /v1/collections?x=1     | -                          | 400 | key",
                "POST /embed                 | {\"inputs\":5}             | 422 | key",
                "POST /embed                 | large                      | 413 | key",
                "POST /v1/embeddings         | large                      | 413 | key",
                "PUT /v1/collections/c/documents | large                  | 413 | key",
            })
    void everyAnswerMayBeReadByThePage(
            String request, @Nullable String body, int status, @Nullable String key)
            throws IOException {
        String sent =
                "large".equals(body) ? "{\"inputs\":\"%s\"}".formatted("a".repeat(4_000)) : body;
        String answer =
                send(
                        request,
                        sent,
                        JSON,
                        "Origin: https://app.example.com",
                        "Sec-Fetch-Site: cross-site",
                        key == null ? "X-Other: a" : KEY);

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("Access-Control-Allow-Origin: https://app.example.com\r\n")
                .contains("Access-Control-Expose-Headers: *\r\n")
                .containsPattern("(?i)Vary: [^\r]*origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://app.example.com", "https://app.example.com.evil.example", "null"})
    void otherOriginsGetNothing(String origin) throws IOException {
        String preflight =
                send(
                        "OPTIONS /embed",
                        null,
                        "Origin: " + origin,
                        "Access-Control-Request-Method: POST");
        String answer = send("POST /embed", "{\"inputs\":\"a\"}", JSON, KEY, "Origin: " + origin);

        assertThat(preflight)
                .startsWith("HTTP/1.1 403")
                .doesNotContain("Access-Control-Allow-Origin");
        assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("Access-Control-Allow-Origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v3/api-docs", "/health", "/v1/collections"})
    void answersToProgramsVaryByOriginToo(String path) throws IOException {
        assertThat(send("GET " + path, null, KEY))
                .startsWith("HTTP/1.1 200")
                .containsPattern("(?i)Vary: [^\r]*origin")
                .doesNotContain("Access-Control-Allow-Origin");
    }

    private String send(String request, @Nullable String body, String... headers)
            throws IOException {
        String fields =
                "Host: service.example\r\nConnection: close\r\n" + String.join("\r\n", headers);
        String whole =
                "%s HTTP/1.1\r\n%s\r\n%s\r\n%s"
                        .formatted(
                                request,
                                fields,
                                body == null ? "" : "Content-Length: " + body.length() + "\r\n",
                                body == null ? "" : body);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
