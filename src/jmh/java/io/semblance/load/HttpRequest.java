package io.semblance.load;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A request as bytes, made before anything is measured. */
final class HttpRequest {

    private final byte[] bytes;
    private final int texts;
    private final long tokens;

    private HttpRequest(byte[] bytes, int texts, long tokens) {
        this.bytes = bytes;
        this.texts = texts;
        this.tokens = tokens;
    }

    static HttpRequest get(String path) {
        return new HttpRequest(
                "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .formatted(path)
                        .getBytes(StandardCharsets.US_ASCII),
                0,
                0);
    }

    /** Texts to {@code /embed}. */
    static HttpRequest embed(List<Texts.Text> texts) {
        List<String> inputs = texts.stream().map(Texts.Text::text).toList();
        return new HttpRequest(
                bytes(
                        "POST",
                        "/embed",
                        Map.of("inputs", inputs.size() == 1 ? inputs.getFirst() : inputs)),
                inputs.size(),
                texts.stream().mapToLong(Texts.Text::tokens).sum());
    }

    /** Any request with a JSON body. */
    static HttpRequest json(String method, String path, Object value) {
        return new HttpRequest(bytes(method, path, value), 0, 0);
    }

    private static byte[] bytes(String method, String path, Object value) {
        byte[] body = JsonMapper.shared().writeValueAsBytes(value);
        byte[] head =
                """
                %s %s HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """
                        .formatted(method, path, body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    /** How many texts it has embedded. */
    int texts() {
        return texts;
    }

    /** And tokens. */
    long tokens() {
        return tokens;
    }
}
