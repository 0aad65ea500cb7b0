package io.semblance.web.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests that a browser sends for pages of others, to a service without an API key. */
@TestPropertySource(
        properties = {
            "semblance.security.allowed-hosts=search.example.com",
            "semblance.security.allowed-origins=https://app.example.com"
        })
class OriginTests extends HttpTests {

    private static final List<String> REQUESTS =
            List.of(
                    "GET /v1/collections",
                    "GET /docs",
                    "GET /docs/page.js",
                    "GET /v3/api-docs",
                    "GET /health",
                    "GET /actuator/health",
                    "GET /actuator/prometheus",
                    "GET /error",
                    "GET /nowhere",
                    "GET /",
                    "HEAD /v1/collections",
                    "OPTIONS /v1/collections",
                    "POST /embed",
                    "POST /",
                    "POST /v1/embeddings",
                    "PUT /v1/collections/origin",
                    "DELETE /v1/collections/origin");

    @Test
    void otherHostsAreRefusedOnEveryRoute() throws IOException {
        for (String request : REQUESTS) {
            assertThat(send(request, "Host: evil.example"))
                    .as(request)
                    .startsWith("HTTP/1.1 403")
                    .contains(request.startsWith("HEAD") ? "" : "the host 'evil.example'");
        }
        assertThat(service.get("/v1/collections").body()).doesNotContain("origin");
    }

    @Test
    void otherOriginsAreRefusedOnEveryRoute() throws IOException {
        for (String request : REQUESTS) {
            assertThat(send(request, "Host: localhost\r\nOrigin: http://evil.example"))
                    .as(request)
                    .startsWith("HTTP/1.1 403")
                    .contains(request.startsWith("HEAD") ? "" : "allowed-origins");
            assertThat(send(request, "Host: localhost\r\nSec-Fetch-Site: cross-site"))
                    .as(request)
                    .startsWith("HTTP/1.1 403");
        }
        assertThat(service.get("/v1/collections").body()).doesNotContain("origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost",
                "Host: LOCALHOST.:1234",
                "Host: a.localhost",
                "Host: 127.8.8.8:80",
                "Host: [::1]:8080",
                "Host: search.example.com",
                "Host: localhost:81\r\nOrigin: http://localhost:81\r\nSec-Fetch-Site: same-origin",
                "Host: search.example.com\r\nOrigin: https://search.example.com",
                "Host: localhost\r\nSec-Fetch-Site: none"
            })
    void ownHostsAndPagesAreServed(String headers) throws IOException {
        assertThat(send("GET /v1/collections", headers)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example:8080\r\nOrigin: http://evil.example:8080",
                "Host: evil.example\r\nX-Forwarded-Host: localhost",
                "Host: evil.example\r\nForwarded: host=localhost",
                "Host: localhost.evil.example",
                "Host: 127.0.0.1.evil.example",
                "Host: 192.168.0.5",
                "Host: ",
                "Host: localhost\r\nOrigin: null",
                "Host: localhost\r\nOrigin:",
                "Host: localhost:81\r\nOrigin: http://localhost:3000",
                "Host: localhost\r\nOrigin: http://localhost\r\nOrigin: http://evil.example",
                "Host: localhost\r\nOrigin: http://localhost\r\nSec-Fetch-Site: cross-site",
                "Host: localhost\r\nSec-Fetch-Site: same-site",
                "Host: localhost\r\nOrigin: http://app.example.com",
                "Host: localhost\r\nOrigin: http://evil.example\r\nConnection:"
                        + " Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version:"
                        + " 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA=="
            })
    void othersAreRefused(String headers) throws IOException {
        assertThat(send("GET /v1/collections", headers))
                .startsWith("HTTP/1.1 403")
                .containsPattern("host_not_allowed|origin_not_allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "GET http://evil.example/health HTTP/1.1, Host: evil.example, 403",
        "GET http://evil.example/health HTTP/1.1, Host: localhost, 400",
        "GET http://localhost@evil.example/health HTTP/1.1, Host: evil.example, 403",
        "GET http://evil.example/health HTTP/1.0, , 403",
        "GET http://localhost/health HTTP/1.1, Host: localhost, 200",
        "GET /health HTTP/1.0, , 200"
    })
    void hostInTheRequestLineCounts(String line, @Nullable String header, int status)
            throws IOException {
        String fields = header == null ? "" : header + "\r\n";

        assertThat(raw(line + "\r\n" + fields + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void simpleRequestOfAForeignPageWritesNothing() throws IOException {
        String answer =
                send(
                        "PUT /v1/collections/origin",
                        "Host: localhost\r\nOrigin: http://evil.example\r\nContent-Type:"
                                + " text/plain");

        assertThat(answer)
                .startsWith("HTTP/1.1 403")
                .contains("application/problem+json")
                .contains("\"code\":\"origin_not_allowed\"");
    }

    @Test
    void linkToTheDocumentationMayBeFollowed() throws IOException {
        String link =
                String.join(
                        "\r\n",
                        "Host: localhost",
                        "Sec-Fetch-Site: cross-site",
                        "Sec-Fetch-Mode: navigate",
                        "Sec-Fetch-Dest: document");

        assertThat(send("GET /docs", link)).startsWith("HTTP/1.1 200");
        assertThat(send("GET /v1/collections", link)).startsWith("HTTP/1.1 403");
    }

    @Test
    void configuredOriginGetsTheAnswersOfCors() throws IOException {
        String origin = "Host: localhost\r\nOrigin: https://app.example.com";
        String preflight =
                send(
                        "OPTIONS /embed",
                        origin
                                + "\r\nAccess-Control-Request-Method:"
                                + " POST\r\nAccess-Control-Request-Headers: content-type");

        assertThat(preflight)
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: https://app.example.com")
                .contains("Access-Control-Allow-Headers: content-type")
                .contains("Access-Control-Allow-Methods: POST");
        assertThat(send("GET /v1/collections", origin + "\r\nSec-Fetch-Site: cross-site"))
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: https://app.example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the header Host is missing",
                "Host: a, b | the header Host is not a host name",
                "Host: u@localhost | the header Host is not a host name",
                "Host: localhost:x | the header Host is not a host name",
                "'Host: localhost\r\nHost: localhost' | the header Host occurs more than once"
            })
    void hostThatCannotBeReadIsNamed(String header, String message) throws IOException {
        assertThat(send("GET /v1/collections", header))
                .startsWith("HTTP/1.1 400")
                .contains(message)
                .contains("\"code\":\"invalid_request\"");
    }

    @Test
    void headerThatIsTooLargeIsRefusedAsSuch() throws IOException {
        String large = "Host: localhost\r\nX-A: " + "a".repeat(9_000);
        String many = "Host: localhost" + "\r\nX-A: a".repeat(120);

        assertThat(send("GET /v1/collections", large))
                .startsWith("HTTP/1.1 431")
                .contains("application/problem+json")
                .contains("\"code\":\"headers_too_large\"")
                .contains("8,192 bytes");
        assertThat(send("GET /v1/collections", many)).startsWith("HTTP/1.1 431");
        assertThat(send("GET /v1/collections?a=" + "a".repeat(9_000), "Host: localhost"))
                .startsWith("HTTP/1.1 414")
                .contains("\"code\":\"uri_too_long\"");
    }

    private String send(String request, String headers) throws IOException {
        String fields = headers.isEmpty() ? "" : headers + "\r\n";
        return raw(request + " HTTP/1.1\r\n" + fields + "Connection: close\r\n\r\n");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
