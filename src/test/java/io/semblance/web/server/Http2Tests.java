package io.semblance.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.Http2Connection;
import io.semblance.web.Http2Connection.Answer;
import io.semblance.web.Http2Connection.Frame;
import io.semblance.web.HttpTests;
import io.semblance.web.RawConnection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** HTTP/2 without TLS. */
class Http2Tests extends HttpTests {

    private static final String BODY = "{\"inputs\":\"hello\"}";

    @Test
    void answersThoseWhoBeginInHttp2() throws IOException {
        try (Http2Connection client = Http2Connection.clear(port)) {
            int stream = client.post("/embed");
            client.data(stream, BODY, Http2Connection.END_STREAM);
            client.flush();

            Answer answer = client.answer(stream);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(service.post("/embed", BODY).body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"inputs\":\"q1\"}", "{\"inputs\":\"hello world\"}", "1", ""})
    void smallBodiesInFramesOfTheirOwnAreServed(String body) throws IOException {
        try (Http2Connection client = Http2Connection.clear(port)) {
            List<Answer> answers = client.postAll("/embed", body, 200, 8);

            assertThat(answers)
                    .hasSize(200)
                    .allSatisfy(answer ->
                            assertThat(answer.status())
                                    .isIn(body.length() < 2 ? List.of(400, 422) : List.of(200)));
        }
    }

    @Test
    void rapidResetsEndTheConnection() throws IOException {
        try (Http2Connection client = Http2Connection.clear(port)) {
            for (int i = 0; i < 200; i++) {
                client.reset(client.headers("/health", Http2Connection.END_STREAM));
            }
            client.flush();

            assertThat(client.end()).contains("Too much overhead");
        }
    }

    @Test
    void rapidResetsBehindFramesThatLookLikeABodyEndTheConnection() throws IOException {
        try (Http2Connection client = Http2Connection.clear(port)) {
            for (int i = 0; i < 300; i++) {
                int stream = client.post("/embed");
                client.data(stream, "{\"inputs\":[\"a long enough", 0);
                client.data(stream, "frame\",\"and another one\",", 0);
                client.reset(stream);
            }
            client.flush();

            client.end();
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("timed out");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, ''", "6, 0, 12345678", "4, 0, ''", "2, 0, 12345"})
    void floodOfFramesWithoutARequestEndsTheConnection(int type, int flags, String payload)
            throws IOException {
        try (Http2Connection client = Http2Connection.clear(port)) {
            int stream = client.post("/embed");
            for (int i = 0; i < 5_000; i++) {
                boolean ofStream = type == Http2Connection.DATA || type == 2;
                client.send(new Frame(type, flags, ofStream ? stream : 0, payload));
            }
            client.flush();

            client.end();
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("timed out");
        }
    }

    @Test
    void headerThatIsTooLargeIsRefusedWithAnAnswer() throws IOException {
        try (Http2Connection client = Http2Connection.clear(port)) {
            String[] many = new String[2 * 120];
            for (int i = 0; i < many.length; i += 2) {
                many[i] = "x-" + i;
                many[i + 1] = "v";
            }
            int end = Http2Connection.END_STREAM;
            int large = client.headers("/health", end, "x-large", "v".repeat(9_000));
            int count = client.headers("/v1/collections", end, many);
            int line = client.headers("/v1/collections?a=" + "v".repeat(9_000), end);
            int usual = client.headers("/health", end);
            client.flush();

            var answers = client.answers(List.of(large, count, line, usual));

            assertThat(Objects.requireNonNull(answers.get(large)).status()).isEqualTo(431);
            assertThat(Objects.requireNonNull(answers.get(count)).status()).isEqualTo(431);
            assertThat(Objects.requireNonNull(answers.get(count)).body())
                    .contains("\"code\":\"headers_too_large\"");
            assertThat(Objects.requireNonNull(answers.get(line)).status()).isEqualTo(414);
            assertThat(Objects.requireNonNull(answers.get(line)).body())
                    .contains("\"code\":\"uri_too_long\"");
            assertThat(Objects.requireNonNull(answers.get(usual)).status()).isEqualTo(200);
        }
    }

    @Test
    void nobodyIsUpgradedOnTheWay() throws IOException {
        String body = "{\"inputs\":\"%s\"}".formatted("word ".repeat(2_000));
        try (RawConnection client = new RawConnection(port)) {
            client.post(
                    "/embed",
                    String.join(
                            "\r\n",
                            "Connection: Upgrade, HTTP2-Settings",
                            "Upgrade: h2c",
                            "HTTP2-Settings: AAMAAABkAAQAAP__",
                            ""),
                    body);

            assertThat(client.answer().status()).isEqualTo(200);
        }
    }
}
