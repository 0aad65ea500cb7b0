package io.semblance.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.TestData;
import io.semblance.web.Http2Connection;
import io.semblance.web.Http2Connection.Answer;
import io.semblance.web.HttpTests;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A service that speaks TLS itself. */
@TestPropertySource(
        properties = {
            "semblance.connections.max=40",
            "semblance.connections.header-timeout=5s",
            "server.ssl.key-store-password=changeit"
        })
class TlsTests extends HttpTests {

    private static final int MANY = 200;

    @DynamicPropertySource
    static void certificate(DynamicPropertyRegistry registry) {
        registry.add("server.ssl.key-store", () -> "file:" + keyStore());
    }

    private static Path keyStore() {
        Path file = TestData.newDirectory().resolve("tls.p12");
        try {
            Process keytool =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "keytool")
                                            .toString(),
                                    "-genkeypair",
                                    "-alias",
                                    "tls",
                                    "-keyalg",
                                    "EC",
                                    "-dname",
                                    "CN=localhost",
                                    "-storepass",
                                    "changeit",
                                    "-keystore",
                                    file.toString())
                            .inheritIO()
                            .start();
            assertThat(keytool.waitFor()).isZero();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    @Test
    void smallBodiesInFramesOfTheirOwnAreServedOverHttp2() throws Exception {
        try (Http2Connection client = Http2Connection.tls(port)) {
            List<Answer> answers = client.postAll("/embed", "{\"inputs\":\"q1\"}", 200, 8);

            assertThat(answers)
                    .hasSize(200)
                    .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        }
    }

    @Test
    void handshakesThatAreNotFinishedShutNobodyOut() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(socket);
                socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 127, 1});
            }
            try (Socket client = Http2Connection.tlsSocket(port, "http/1.1")) {
                client.getOutputStream()
                        .write(
                                "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                client.setSoTimeout(60_000);

                assertThat(
                                new String(
                                        client.getInputStream().readAllBytes(),
                                        StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200");
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
