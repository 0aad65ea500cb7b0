package io.semblance.web;

import io.semblance.web.error.Dialect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/**
 * A body that is valid JSON, of a form that the route accepts, and much larger than what anybody
 * sends: most are just below the limit of 32 MB. At least one for each route that reads a body.
 *
 * @param name for people
 * @param path of the route
 * @param answers statuses that it may be answered with, beside 503 (429 in
 *     text-embeddings-inference's dialect) while others have the memory
 * @param headers names and values by turns
 */
public record LargeBody(
        String name,
        String method,
        String path,
        Content content,
        Set<Integer> answers,
        List<String> headers) {

    private static final String COLLECTION = "/v1/collections/large";
    private static final String DOCUMENTS = COLLECTION + "/documents";

    /** Numbers the ids of documents and the names of fields. */
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** A client that stops waiting: no write of 30 MB is done in a test. */
    private static final List<String> IMPATIENT = List.of("x-envoy-expected-rq-timeout-ms", "4000");

    /** A body that is created while it is sent. */
    @FunctionalInterface
    public interface Content {

        /** The body from its beginning. */
        InputStream open();
    }

    private static LargeBody of(
            String name, String method, String path, Content content, Integer... answers) {
        return new LargeBody(name, method, path, content, Set.of(answers), List.of());
    }

    private LargeBody with(String... headers) {
        return new LargeBody(name, method, path, content, answers, List.of(headers));
    }

    private LargeBody impatient() {
        return with(IMPATIENT.toArray(String[]::new));
    }

    /** All of them. */
    public static List<LargeBody> all() {
        return List.of(
                of("3 documents of 9.9 M characters", "PUT", DOCUMENTS, LargeBody::lorem, 504, 200)
                        .impatient(),
                of(
                        "10 million empty documents",
                        "PUT",
                        DOCUMENTS,
                        () -> json("{\"documents\":[", "{},", 10_000_000, "{}]}"),
                        400),
                of("gzipped string of 300 MB", "PUT", DOCUMENTS, gzipped(), 413)
                        .with("Content-Encoding", "gzip"),
                of(
                        "450 documents with 64 KB of empty objects",
                        "PUT",
                        DOCUMENTS,
                        LargeBody::denseMetadata,
                        413,
                        200),
                of(
                                "document of 3 million sentences",
                                "PUT",
                                DOCUMENTS,
                                () -> document("\"text\":\"", "A. ", 3_000_000, "\""),
                                504,
                                200)
                        .impatient(),
                of(
                        "metadata of 10 million empty lists",
                        "PATCH",
                        DOCUMENTS + "/a",
                        () -> json("{\"metadata\":{\"a\":[", "[],", 10_000_000, "[]]}}"),
                        413),
                of(
                        "7 million ids to read",
                        "POST",
                        DOCUMENTS + "/get",
                        () -> json("{\"ids\":[", "\"a\",", 7_000_000, "\"a\"]}"),
                        400),
                of(
                        "7 million ids to delete",
                        "POST",
                        DOCUMENTS + "/delete",
                        () -> json("{\"ids\":[", "\"a\",", 7_000_000, "\"a\"]}"),
                        400),
                of(
                        "filter of 10 million objects",
                        "POST",
                        "/search",
                        () ->
                                json(
                                        "{\"collection\":\"large\",\"query\":\"a\",\"filter\":{\"or\":[",
                                        "{},",
                                        10_000_000,
                                        "{}]}}"),
                        413),
                of(
                        "query of 30 MB",
                        "POST",
                        COLLECTION + "/search",
                        () -> json("{\"query\":\"", "lorem ipsum dolor ", 1_700_000, "\"}"),
                        400),
                of(
                        "model name of 30 MB",
                        "PUT",
                        "/v1/collections/other",
                        () -> json("{\"model\":\"", "lorem ipsum dolor ", 1_700_000, "\"}"),
                        400),
                of(
                        "8 million short texts",
                        "POST",
                        "/embed",
                        () -> json("{\"inputs\":[", "\"a\",", 8_000_000, "\"a\"]}"),
                        422),
                of(
                        "32 texts of 1 M characters without white space",
                        "POST",
                        "/embed",
                        () ->
                                json(
                                        "{\"inputs\":[",
                                        "\"" + "a,".repeat(499_000) + "\",",
                                        32,
                                        "\"a\"]}"),
                        200,
                        429,
                        413),
                of("unknown field with 2 million names", "POST", "/embed", LargeBody::names, 400),
                of(
                        "64 long texts, a vector a token",
                        "POST",
                        "/embed_all",
                        () -> json("{\"inputs\":[", "\"" + "a,".repeat(120) + "\",", 63, "\"a\"]}"),
                        200,
                        422,
                        429),
                of(
                        "8 million lists of token ids",
                        "POST",
                        "/v1/embeddings",
                        () -> json("{\"input\":[", "[1],", 8_000_000, "[1]]}"),
                        400),
                of(
                        "8 million texts to rerank",
                        "POST",
                        "/rerank",
                        () -> json("{\"query\":\"a\",\"texts\":[", "\"a\",", 8_000_000, "\"a\"]}"),
                        422),
                of(
                        "500 sentences of 60,000 characters",
                        "POST",
                        "/similarity",
                        () ->
                                json(
                                        "{\"inputs\":{\"source_sentence\":\"a\",\"sentences\":[",
                                        "\"" + "a b ".repeat(15_000) + "\",",
                                        499,
                                        "\"a\"]}}"),
                        200,
                        413,
                        429),
                of(
                        "32 texts of 1 M tokens",
                        "POST",
                        "/tokenize",
                        () ->
                                json(
                                        "{\"inputs\":[",
                                        "\"" + "a,".repeat(499_000) + "\",",
                                        32,
                                        "\"a\"]}"),
                        422,
                        413),
                of(
                        "16 million token ids",
                        "POST",
                        "/decode",
                        () -> json("{\"ids\":[", "1,", 16_000_000, "1]}"),
                        422));
    }

    private static InputStream lorem() {
        int number = NUMBER.incrementAndGet();
        return new SequenceInputStream(
                Collections.enumeration(
                        List.of(
                                json("{\"documents\":[", "", 0, ""),
                                lorem(number + "a", ","),
                                lorem(number + "b", ","),
                                lorem(number + "c", "]}"))));
    }

    private static InputStream lorem(String id, String end) {
        return json(
                "{\"id\":\"%s\",\"text\":\"".formatted(id),
                "lorem ipsum dolor ",
                550_000,
                "\"}" + end);
    }

    private static InputStream document(String head, String unit, int count, String tail) {
        return json(
                "{\"documents\":[{\"id\":\"s%d\",%s".formatted(NUMBER.incrementAndGet(), head),
                unit,
                count,
                tail + "}]}");
    }

    private static InputStream denseMetadata() {
        String metadata = "{\"a\":[" + "{},".repeat(21_000) + "{}]}";
        return json(
                "{\"documents\":[",
                "{\"id\":\"m\",\"text\":\"a\",\"metadata\":" + metadata + "},",
                450,
                "{\"id\":\"n\",\"text\":\"a\"}]}");
    }

    private static InputStream names() {
        return new RepeatedInputStream("{\"inputs\":\"a\",\"x\":{", 2_000_000, "\"a\":1}}") {
            @Override
            byte[] unit(int index) {
                return bytes("\"n" + index + "\":1,");
            }
        };
    }

    /** Compressed before it is sent: that may take longer than the service waits for a body. */
    private static Content gzipped() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes);
                InputStream content = document("\"text\":\"", "lorem ipsum ", 25_000_000, "\"")) {
            content.transferTo(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] compressed = bytes.toByteArray();
        return () -> new ByteArrayInputStream(compressed);
    }

    private static InputStream json(String head, String unit, int count, String tail) {
        byte[] bytes = bytes(unit);
        return new RepeatedInputStream(head, count, tail) {
            @Override
            byte[] unit(int index) {
                return bytes;
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends it, in chunks of unknown total length. */
    public HttpResponse<String> send(HttpClient client, int port)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofInputStream(content::open));
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Whether it may be answered like this. */
    public boolean accepts(int status) {
        int busy = Dialect.of(path) == Dialect.TEI ? 429 : 503;
        return status == busy || answers.contains(status);
    }

    @Override
    public String toString() {
        return "%s: %s %s".formatted(name, method, path);
    }

    /** A head, units and a tail. */
    private abstract static class RepeatedInputStream extends InputStream {

        private final int count;
        private final byte[] tail;
        private byte[] current;
        private int position;
        private int next;

        RepeatedInputStream(String head, int count, String tail) {
            this.count = count;
            this.tail = bytes(tail);
            this.current = bytes(head);
        }

        abstract byte[] unit(int index);

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int read = 0;
            while (read < length) {
                if (position == current.length) {
                    if (next > count) {
                        break;
                    }
                    current = next == count ? tail : unit(next);
                    position = 0;
                    next++;
                }
                int some = Math.min(length - read, current.length - position);
                System.arraycopy(current, position, bytes, offset + read, some);
                position += some;
                read += some;
            }
            return read == 0 && length > 0 ? -1 : read;
        }
    }
}
