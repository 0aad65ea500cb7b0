package io.semblance.web.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Bodies that are deflated on the way, there and back. */
@TestPropertySource(properties = "semblance.limits.body=1MB")
class GzipTests extends HttpTests {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String EMBED = "{\"inputs\":\"hello\"}";

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip"})
    void readsABodyThatIsGzip(String encoding) throws Exception {
        HttpResponse<byte[]> answer = post("/embed", gzip(EMBED), encoding, "identity");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer.body())).isEqualTo(service.post("/embed", EMBED).body());
    }

    @Test
    void readsABodyThatSaysItIsSentAsItIs() throws Exception {
        HttpResponse<byte[]> answer = post("/embed", bytes(EMBED), "identity", "identity");

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void onlyTheImportHasNoLimitAndNotADocumentOfThatName() {
        String path = "/v1/collections/big/documents/import";
        String large = " ".repeat(2 * 1024 * 1024);

        Answer document = service.send("PATCH", path, large);
        Answer upload = service.send("POST", path, large, "Content-Type", "application/x-ndjson");

        assertThat(document.status()).isEqualTo(413);
        assertThat(upload.status()).isEqualTo(202);
    }

    @Test
    void bodyThatIsTooLargeWhenInflatedIsRefusedInEachDialect() throws Exception {
        byte[] bomb = gzip("{\"inputs\":\"" + "a".repeat(200 * 1024 * 1024));
        String says =
                "the body is longer than 1048576 bytes; send it in parts or raise"
                        + " semblance.limits.body";

        assertThat(bomb.length).isLessThan(1024 * 1024);
        assertAnswer(
                post("/embed", bomb, "gzip", "identity"),
                413,
                "{\"error\":\"%s\",\"error_type\":\"Validation\"}".formatted(says));
        assertAnswer(
                post("/v1/embeddings", bomb, "gzip", "identity"),
                413,
                """
                {"error":{"message":"%s","type":"invalid_request_error","param":null,
                 "code":"body_too_large"}}\
                """
                        .formatted(says));
        assertAnswer(
                post("/search", bomb, "gzip", "identity"),
                413,
                """
                {"status":413,"title":"Content Too Large","code":"body_too_large",
                 "detail":"%s","instance":"/search"}\
                """
                        .formatted(says));
    }

    @Test
    void bodyThatIsNoGzipOrIsCutShortIsRefused() throws Exception {
        byte[] whole = gzip(EMBED);
        byte[] damaged = whole.clone();
        damaged[whole.length - 6] ^= 1;
        String says = "the body is not gzip, or ends too early, though Content-Encoding says gzip";
        String expected = "{\"error\":\"%s\",\"error_type\":\"Validation\"}".formatted(says);

        assertAnswer(post("/embed", bytes(EMBED), "gzip", "identity"), 400, expected);
        assertAnswer(post("/embed", new byte[0], "gzip", "identity"), 400, expected);
        assertAnswer(post("/embed", damaged, "gzip", "identity"), 400, expected);
        for (int length : new int[] {5, 15, whole.length - 1}) {
            assertAnswer(
                    post("/embed", Arrays.copyOf(whole, length), "gzip", "identity"),
                    400,
                    expected);
        }
        assertAnswer(
                post("/search", bytes(EMBED), "gzip", "identity"),
                400,
                """
                {"status":400,"title":"Bad Request","code":"malformed_gzip","detail":"%s",
                 "instance":"/search"}\
                """
                        .formatted(says));
    }

    @Test
    void bodyOfSeveralMembersIsReadToItsEnd() throws Exception {
        byte[] empty = gzip("");
        byte[] body =
                joined(gzip(EMBED.substring(0, 5)), empty, empty, gzip(EMBED.substring(5)), empty);

        HttpResponse<byte[]> answer = post("/embed", body, "gzip", "identity");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer.body())).isEqualTo(service.post("/embed", EMBED).body());
    }

    @Test
    void bodyThatInflatesToNothingIsRefused() throws Exception {
        byte[] empty = gzip("");
        byte[] members = new byte[40_000 * empty.length];
        for (int i = 0; i < members.length; i += empty.length) {
            System.arraycopy(empty, 0, members, i, empty.length);
        }
        byte[] named = new byte[2 * 1024 * 1024];
        Arrays.fill(named, (byte) 'n');
        System.arraycopy(empty, 0, named, 0, 10);
        named[3] = 8; // a file name follows, to the next zero

        assertThat(post("/embed", members, "gzip", "identity").statusCode()).isEqualTo(400);
        assertThat(postChunked("/embed", named).statusCode()).isEqualTo(413);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private HttpResponse<byte[]> postChunked(String path, byte[] gzip) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(gzip)))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    @Test
    void otherEncodingIsRefused() throws Exception {
        assertAnswer(
                post("/search", bytes(EMBED), "br", "identity"),
                415,
                """
                {"status":415,"title":"Unsupported Media Type","code":"unsupported_encoding",
                 "detail":"Content-Encoding must be absent, identity or gzip, got: 'br'",
                 "instance":"/search"}\
                """);
    }

    @Test
    void answersInGzipToThoseWhoAskForIt() throws Exception {
        HttpResponse<byte[]> answer = post("/embed", bytes(EMBED), "identity", "gzip");
        Answer plain = service.post("/embed", EMBED);

        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(answer.headers().allValues("Vary")).contains("accept-encoding");
        assertThat(answer.body().length).isLessThan(plain.body().length() / 2);
        assertThat(inflated(answer.body())).isEqualTo(plain.body());
        assertThat(plain.header("Content-Encoding")).isEmpty();
    }

    private HttpResponse<byte[]> post(String path, byte[] body, String encoding, String accepted)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", encoding)
                        .header("Accept-Encoding", accepted)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static void assertAnswer(HttpResponse<byte[]> answer, int status, String json) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Service.JSON.readTree(answer.body())).isEqualTo(Service.JSON.readTree(json));
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(bytes(text));
        }
        return bytes.toByteArray();
    }

    private static String inflated(byte[] gzip) throws IOException {
        try (var stream = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return text(stream.readAllBytes());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
