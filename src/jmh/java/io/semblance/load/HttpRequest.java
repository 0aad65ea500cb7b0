package io.semblance.load;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A request as bytes, created before the measurement. */
public final class HttpRequest {

    private static final String LOCALHOST = "Host: localhost\r\n";

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

    /** A request that embeds texts by {@code /embed}. */
    static HttpRequest embed(List<Texts.Text> texts) {
        return embed("/embed", LOCALHOST, Map.of("inputs", inputs(texts)), texts);
    }

    /**
     * A request that embeds texts.
     *
     * @param headers {@code Host} and others, each with CR and LF at its end
     * @param value the JSON body that contains the texts
     */
    static HttpRequest embed(String path, String headers, Object value, List<Texts.Text> texts) {
        return new HttpRequest(
                bytes("POST", path, headers, value),
                texts.size(),
                texts.stream().mapToLong(Texts.Text::tokens).sum());
    }

    /** The texts as JSON: one as a string, several as a list. */
    static Object inputs(List<Texts.Text> texts) {
        List<String> inputs = texts.stream().map(Texts.Text::text).toList();
        return inputs.size() == 1 ? inputs.getFirst() : inputs;
    }

    /** A request with a JSON body. */
    public static HttpRequest json(String method, String path, Object value) {
        return new HttpRequest(bytes(method, path, LOCALHOST, value), 0, 0);
    }

    private static byte[] bytes(String method, String path, String headers, Object value) {
        byte[] body = JsonMapper.shared().writeValueAsBytes(value);
        byte[] head =
                """
                %s %s HTTP/1.1\r
                %sContent-Type: application/json\r
                Content-Length: %d\r
                \r
                """
                        .formatted(method, path, headers, body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    /** The number of texts to embed. */
    int texts() {
        return texts;
    }

    /** The number of tokens to embed. */
    long tokens() {
        return tokens;
    }
}
