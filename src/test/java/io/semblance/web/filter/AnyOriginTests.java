package io.semblance.web.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A service that pages of every origin may use. */
@TestPropertySource(properties = "semblance.security.allowed-origins=*")
class AnyOriginTests extends HttpTests {

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.com", "http://localhost:3000", "null"})
    void everyPageMayReadTheAnswer(String origin) throws IOException {
        String answer = raw("GET /v1/collections HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin);
        String preflight =
                raw(
                        "OPTIONS /embed HTTP/1.1\r\n"
                                + "Host: localhost\r\n"
                                + "Access-Control-Request-Method: POST\r\n"
                                + "Origin: "
                                + origin);

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: " + origin + "\r\n")
                .doesNotContain("Access-Control-Allow-Credentials");
        assertThat(preflight)
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: " + origin + "\r\n")
                .contains("Access-Control-Allow-Methods: POST\r\n");
        assertThat(raw("GET /v1/collections HTTP/1.1\r\nHost: evil.example\r\nOrigin: " + origin))
                .startsWith("HTTP/1.1 403");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            String whole = request + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
