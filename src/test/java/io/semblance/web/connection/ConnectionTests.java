package io.semblance.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Clients that open many connections, or take their time. */
@TestPropertySource(
        properties = {
            "semblance.connections.max=60",
            "semblance.connections.per-address=40",
            "semblance.connections.header-timeout=5s",
            "semblance.connections.body-timeout=1s",
            "semblance.connections.body-rate=1KB"
        })
class ConnectionTests extends HttpTests {

    private static final int MANY = 300;
    private static final int MAX_PIECES = 2_000;

    /** What a client sends that then waits. */
    private static final Map<String, String> BEGINNINGS =
            Map.of(
                    "nothing",
                    "",
                    "half a header",
                    "GET /health HTTP/1.1\r\nHost: loc",
                    "half a header of HTTP/2",
                    String.join(
                            "\r\n",
                            "PRI * HTTP/2.0",
                            "",
                            "SM",
                            "",
                            "\0\0\0\4\0\0\0\0\0\0\0\1\1\0\0\0\0\1\u0083"),
                    "half a body",
                    String.join(
                            "\r\n",
                            "POST /embed HTTP/1.1",
                            "Host: localhost",
                            "Content-Type: application/json",
                            "Content-Length: 1000",
                            "",
                            "{\"inputs\":"),
                    "a body that nobody wants",
                    "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length:"
                            + " 100000\r\n\r\n{",
                    "a request, and then nothing",
                    "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "half a header",
                "half a header of HTTP/2",
                "half a body",
                "a body that nobody wants",
                "a request, and then nothing"
            })
    void connectionsThatAreNotFinishedShutNobodyOut(String kind) throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                Socket socket = socket("127.0.0.1");
                open.add(socket);
                send(socket, beginning(kind));
            }
            assertThat(status(request("127.0.0.1"))).isEqualTo(200);
            assertThat(status(request("127.0.0.2"))).isEqualTo(200);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"GET /health, x", "'GET /health HTTP/1.1\r\nX-A: ', x", "'\r\n', '\r\n'"})
    void headerThatArrivesTooSlowlyEndsTheConnection(String beginning, String piece)
            throws IOException {
        try (Socket socket = socket("127.0.0.1")) {
            send(socket, beginning);

            assertThat(drip(socket, piece)).isEmpty();
        }
    }

    @Test
    void bodyOfANativeRouteThatArrivesTooSlowlyIsRefused() throws IOException {
        try (Socket socket = socket("127.0.0.1")) {
            String begin = beginning("half a body").replace("/embed", "/search");
            send(socket, begin + "\"");

            assertThat(drip(socket, "a"))
                    .startsWith("HTTP/1.1 408")
                    .contains("\"code\":\"body_timeout\"");
        }
    }

    @Test
    void bodyThatArrivesTooSlowlyIsRefused() throws IOException {
        try (Socket socket = socket("127.0.0.1")) {
            send(socket, beginning("half a body") + "\"");

            assertThat(drip(socket, "a"))
                    .startsWith("HTTP/1.1 408")
                    .contains("the body arrived too slowly")
                    .contains("semblance.connections.body-timeout");
        }
    }

    @Test
    void bodyThatNobodyWantsIsNotAwaitedForLong() throws IOException {
        try (Socket socket = socket("127.0.0.1")) {
            send(socket, beginning("a body that nobody wants"));

            assertThat(drip(socket, "a")).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void longBodyThatArrivesSteadilyIsRead() throws IOException {
        String text = "word ".repeat(400);
        StringBuilder body = new StringBuilder("{\"inputs\":[");
        for (int i = 0; i < 40; i++) {
            body.append("\"a\",");
        }
        body.append("\"b\"]").append(" ".repeat(40 * text.length())).append('}');
        try (Socket socket = socket("127.0.0.1")) {
            send(
                    socket,
                    "POST /embed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type:"
                            + " application/json\r\nContent-Length: %d\r\n\r\n"
                                    .formatted(body.length()));
            StringBuilder answer = new StringBuilder();
            int step = body.length() / 40;
            for (int i = 0; i < body.length(); i += step) {
                send(socket, body.substring(i, Math.min(body.length(), i + step)));
                answer.append(pause(socket));
            }
            socket.setSoTimeout(60_000);

            assertThat(answer + read(socket)).startsWith("HTTP/1.1 200");
        }
    }

    /** Sends a piece every now and then until the server ends the connection; what it has sent. */
    private static String drip(Socket socket, String piece) throws IOException {
        StringBuilder answer = new StringBuilder();
        socket.setSoTimeout(50);
        for (int i = 0; i < MAX_PIECES; i++) {
            try {
                send(socket, piece);
                int read = socket.getInputStream().read();
                if (read < 0) {
                    return answer.toString();
                }
                answer.append((char) read).append(available(socket));
            } catch (SocketTimeoutException e) {
                // Nothing was sent, and the connection is open.
            } catch (SocketException e) {
                return answer.toString();
            }
        }
        throw new AssertionError("the connection is still open");
    }

    /** Waits for a moment, and reads what comes. */
    private static String pause(Socket socket) throws IOException {
        socket.setSoTimeout(50);
        try {
            int read = socket.getInputStream().read();
            assertThat(read).isNotNegative();
            return (char) read + available(socket);
        } catch (SocketTimeoutException e) {
            return "";
        }
    }

    private static String available(Socket socket) throws IOException {
        var in = socket.getInputStream();
        return new String(in.readNBytes(in.available()), StandardCharsets.UTF_8);
    }

    private Socket socket(String from) throws IOException {
        return new Socket(InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral(from), 0);
    }

    private String request(String from) throws IOException {
        try (Socket socket = socket(from)) {
            socket.setSoTimeout(60_000);
            send(
                    socket,
                    "GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection:"
                            + " close\r\n\r\n");
            return read(socket);
        }
    }

    private static int status(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 ");
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String beginning(String kind) {
        return Objects.requireNonNull(BEGINNINGS.get(kind));
    }
}
