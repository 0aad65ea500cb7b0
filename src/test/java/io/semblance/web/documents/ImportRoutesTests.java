package io.semblance.web.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.semblance.TestWaits;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Imports of files, over HTTP. */
class ImportRoutesTests extends HttpTests {

    private static final String NDJSON = "application/x-ndjson";

    private static final String BIRDS =
            """
            # Birds

            Birds have feathers and lay eggs. Most of them can fly, and many travel to the south in the autumn. They find their way by the sun and by the stars.

            ## Swifts

            Swifts sleep in the air while they fly. They come down to the ground only to breed, and spend months without a rest on a branch or on a roof.
            """;

    private String collection = "";

    @BeforeEach
    void newCollection() {
        collection = "import-" + UUID.randomUUID();
    }

    private Answer upload(String query, String type, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/v1/collections/%s/documents/import%s"
                                                .formatted(port, collection, query)))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer upload(String type, String body) {
        return upload("", type, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The job of an accepted upload, once it is finished. */
    private JsonNode finished(Answer accepted) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        String path = accepted.header("Location");
        TestWaits.until(
                "the job is finished", () -> !service.get(path).json().get("finishedAt").isNull());
        return service.get(path).json();
    }

    private JsonNode document(String id) {
        Answer answer = service.get("/v1/collections/%s/documents/%s".formatted(collection, id));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static void assertCounts(JsonNode job, String expected) {
        StringBuilder counts = new StringBuilder();
        for (String name :
                new String[] {
                    "total", "done", "created", "updated", "unchanged", "skipped", "failed"
                }) {
            counts.append(job.at("/documents/" + name).asLong()).append(' ');
        }
        assertThat(counts.toString().strip()).as(job.toString()).isEqualTo(expected);
    }

    @Test
    void everyLineBecomesADocumentAndOtherFieldsAreMetadata() {
        JsonNode job =
                finished(
                        upload(
                                NDJSON,
                                """
                                {"id": "a", "title": "Cats", "text": "Cats sleep a lot.", "year": 2001, "metadata": {"lang": "en"}}
                                {"id": 7, "text": "Dogs bark."}
                                {"text": "No id."}
                                """));

        assertThat(job.get("state").asString()).isEqualTo("succeeded");
        assertCounts(job, "3 3 3 0 0 0 0");
        assertThat(document("a").get("metadata"))
                .isEqualTo(Service.JSON.readTree("{\"lang\":\"en\",\"year\":2001}"));
        assertThat(document("7").get("text").asString()).isEqualTo("Dogs bark.");
        assertThat(
                        service.post(
                                        "/v1/collections/%s/search".formatted(collection),
                                        "{\"query\": \"sleepy cats\", \"limit\": 1}")
                                .json()
                                .at("/results/0/id")
                                .asString())
                .isEqualTo("a");
    }

    @Test
    void badLinesFailAloneWithTheirLineAndCode() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(
                bytes("\uFEFF{\"id\": \"first\", \"text\": \"With a byte order mark.\"}\n"));
        file.writeBytes(bytes("{\"id\": \"broken\", \n"));
        file.writeBytes(bytes("{\"id\": \"notext\", \"year\": 1}\n"));
        file.writeBytes(bytes("\n"));
        file.writeBytes(
                bytes("{\"id\": \"long\", \"text\": \"" + "x".repeat(10_485_760) + "\"}\n"));
        file.writeBytes(bytes("{\"id\": \"first\", \"text\": \"Again.\"}\n"));
        file.writeBytes(bytes("{\"id\": \"types\", \"text\": [1]}\n"));
        file.writeBytes(bytes("{\"id\": \"utf\", \"text\": \""));
        file.writeBytes(new byte[] {(byte) 0xC3, 0x28});
        file.writeBytes(bytes("\"}\n"));
        file.writeBytes(bytes("{\"id\": \"nul\", \"text\": \"a\\u0000b\"}\n"));
        file.writeBytes(bytes("{\"id\": \"lone\", \"text\": \"a\\ud800b\"}\n"));
        file.writeBytes(bytes("[1, 2]\r\n"));
        file.writeBytes(bytes("{\"id\": \"twice\", \"text\": \"a\", \"text\": \"b\"}\r"));
        file.writeBytes(bytes("{\"id\": \"blank\", \"text\": \"  \"}\r"));
        file.writeBytes(bytes("{\"id\": \"\", \"text\": \"No id.\"}\r"));
        file.writeBytes(bytes("{\"id\": \"last\", \"text\": \"The last line.\"}\n\n\n"));

        JsonNode job = finished(upload("", NDJSON, file.toByteArray()));

        assertThat(job.get("state").asString()).isEqualTo("partial");
        assertThat(job.get("errors").valueStream())
                .extracting(each -> each.get("line").asLong(), each -> each.get("code").asString())
                .containsExactly(
                        tuple(2L, "malformed_json"),
                        tuple(3L, "empty_text"),
                        tuple(4L, "empty_line"),
                        tuple(5L, "text_too_long"),
                        tuple(6L, "duplicate_id"),
                        tuple(7L, "invalid_value"),
                        tuple(8L, "invalid_encoding"),
                        tuple(9L, "invalid_text"),
                        tuple(10L, "invalid_text"),
                        tuple(11L, "invalid_value"),
                        tuple(12L, "malformed_json"),
                        tuple(13L, "empty_text"),
                        tuple(14L, "invalid_id"));
        assertThat(job.get("moreErrors").asLong()).isZero();
        assertCounts(job, "15 15 2 0 0 0 13");
        assertThat(document("first").get("text").asString()).isEqualTo("With a byte order mark.");
        assertThat(document("last").get("text").asString()).isEqualTo("The last line.");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void csvHasTypesQuotesAndLineBreaks() {
        JsonNode job =
                finished(
                        upload(
                                "?types=tags:list&textField=intro,body",
                                "text/csv",
                                bytes(
                                        "id,title,intro,body,year:integer,tags\r\n"
                                                + "a,\"The \"\"A\"\"\",\"First\n"
                                                + "line\",Second,1999,x;y\r\n"
                                                + "b,B,only intro,,,\r\n"
                                                + "c,C,text,more,1,z,too many\r\n"
                                                + "d,D,text,more,nineteen,z\r\n"
                                                + "e,E,\"never closed,more,1,z\r\n"
                                                + "f,F,\"a\"b,more,1,z\r\n"
                                                + "g,G,\"last, one\",more,-2,\r\n")));

        assertThat(job.get("errors").valueStream())
                .extracting(each -> each.get("line").asLong(), each -> each.get("code").asString())
                .containsExactly(
                        tuple(5L, "too_many_columns"),
                        tuple(6L, "invalid_value"),
                        tuple(7L, "malformed_csv"),
                        tuple(8L, "malformed_csv"));
        assertCounts(job, "7 7 3 0 0 0 4");
        JsonNode first = document("a");
        assertThat(first.get("title").asString()).isEqualTo("The \"A\"");
        assertThat(first.get("text").asString()).isEqualTo("First\nline\n\nSecond");
        assertThat(first.get("metadata"))
                .isEqualTo(Service.JSON.readTree("{\"year\":1999,\"tags\":[\"x\",\"y\"]}"));
        assertThat(document("b").get("metadata").toString()).isEqualTo("{}");
        assertThat(document("g").get("metadata").toString()).isEqualTo("{\"year\":-2}");
    }

    @Test
    void csvOfASpreadsheetHasOtherDelimitersLineEndsAndEncodings() {
        JsonNode job =
                finished(
                        upload(
                                "",
                                "text/csv; charset=windows-1252",
                                "id;text;city\ra;Größe;Köln\rb;Länge;Aachen"
                                        .getBytes(Charset.forName("windows-1252"))));
        assertCounts(job, "2 2 2 0 0 0 0");
        assertThat(document("a").at("/metadata/city").asString()).isEqualTo("Köln");

        JsonNode utf16 =
                finished(
                        upload(
                                "",
                                "text/csv",
                                "id\ttext\nc\tÜber\n".getBytes(StandardCharsets.UTF_16)));
        assertCounts(utf16, "1 1 1 0 0 0 0");
        assertThat(document("c").get("text").asString()).isEqualTo("Über");
    }

    @Test
    void jsonArrayIsReadElementByElement() {
        JsonNode job =
                finished(
                        upload(
                                "application/json",
                                """
                                [{"id": "a", "text": "One."},
                                 5,
                                 {"id": "b", "text": "Two."}]
                                """));
        assertCounts(job, "3 3 2 0 0 0 1");
        assertThat(job.at("/errors/0/line").asLong()).isEqualTo(2);
        assertThat(job.at("/errors/0/code").asString()).isEqualTo("invalid_value");
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() {
        JsonNode job =
                finished(
                        upload(
                                NDJSON,
                                """
                                {"id": "a", "text": "One.", "size": 1e400}
                                {"id": "b", "text": "Two.", "metadata": {"size": [1, -1e400]}}
                                """));
        assertCounts(job, "2 2 0 0 0 0 2");
        assertThat(job.get("errors").valueStream())
                .extracting(
                        each -> each.get("code").asString(), each -> each.get("field").asString())
                .containsOnly(tuple("invalid_value", "size"));
    }

    @Test
    void fileThatCannotBeReadAsAWholeImportsNothing() {
        Answer broken = upload("application/json", "[{\"id\": \"a\", \"text\": \"One.\"},\n {]");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.json().get("code").asString()).isEqualTo("malformed_file");
        assertThat(broken.json().get("detail").asString()).contains("line 2").contains("nothing");

        Answer header = upload("text/csv", "id,text,id\n1,a,b\n");
        assertThat(header.json().get("detail").asString()).contains("'id' twice");

        assertThat(upload("application/json", "{\"id\": \"a\"}").status()).isEqualTo(400);
        assertThat(upload("application/xml", "<a/>").status()).isEqualTo(415);
        assertThat(service.get("/v1/jobs?collection=" + collection).json().get("jobs").size())
                .isZero();
    }

    @Test
    void emptyFileIsAJobWithoutDocuments() {
        JsonNode job = finished(upload(NDJSON, ""));
        assertThat(job.get("state").asString()).isEqualTo("succeeded");
        assertCounts(job, "0 0 0 0 0 0 0");
    }

    @Test
    void secondImportEmbedsNothingAndConflictsAreAsAsked() {
        String file = "{\"id\": \"a\", \"text\": \"One.\"}\n{\"id\": \"b\", \"text\": \"Two.\"}\n";
        assertCounts(finished(upload(NDJSON, file)), "2 2 2 0 0 0 0");
        assertCounts(finished(upload(NDJSON, file)), "2 2 0 0 2 0 0");

        String changed =
                "{\"id\": \"a\", \"text\": \"Other.\"}\n{\"id\": \"c\", \"text\": \"Three.\"}\n";
        assertCounts(finished(upload("?onConflict=skip", NDJSON, bytes(changed))), "2 2 1 0 0 1 0");
        assertThat(document("a").get("text").asString()).isEqualTo("One.");
        JsonNode failed = finished(upload("?onConflict=fail", NDJSON, bytes(changed)));
        assertCounts(failed, "2 2 0 0 0 0 2");
        assertThat(failed.get("state").asString()).isEqualTo("failed");
        assertThat(failed.at("/errors/0/code").asString()).isEqualTo("document_exists");
        assertCounts(finished(upload(NDJSON, changed)), "2 2 0 1 1 0 0");
    }

    @Test
    void gzipIsReadAndAnInterruptedUploadImportsNothing() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes("{\"id\": \"a\", \"text\": \"One.\"}\n"));
        }
        assertCounts(
                finished(upload("", NDJSON, zipped.toByteArray(), "Content-Encoding", "gzip")),
                "1 1 1 0 0 0 0");

        byte[] cut = Arrays.copyOf(zipped.toByteArray(), zipped.size() - 8);
        assertThat(upload("", NDJSON, cut, "Content-Encoding", "gzip").status()).isEqualTo(400);
        assertThat(service.get("/v1/jobs?collection=" + collection).json().get("jobs").size())
                .isEqualTo(1);
    }

    @Test
    void sameIdempotencyKeyIsTheSameJob() {
        byte[] file = bytes("{\"id\": \"a\", \"text\": \"One.\"}\n");
        Answer first = upload("", NDJSON, file, "Idempotency-Key", "key-1");
        Answer again = upload("", NDJSON, file, "Idempotency-Key", "key-1");
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        for (String in : List.of("", "&collection=" + collection)) {
            JsonNode found = service.get("/v1/jobs?idempotencyKey=key-1" + in).json().get("jobs");
            assertThat(found.get(0).get("id").asString())
                    .isEqualTo(first.json().get("id").asString());
        }
        assertThat(upload("", NDJSON, file, "Idempotency-Key", "two words").status())
                .isEqualTo(400);
        finished(first);
    }

    @Test
    void errorsOfManyLinesAreCountedAndSomeAreKept() {
        String bad = IntStream.range(0, 1_200).mapToObj(i -> "{").collect(Collectors.joining("\n"));
        JsonNode job = finished(upload(NDJSON, bad));
        assertThat(job.get("state").asString()).isEqualTo("failed");
        assertThat(job.get("errors").size()).isEqualTo(1_000);
        assertThat(job.get("moreErrors").asLong()).isEqualTo(200);
    }

    @Test
    void putWithoutWaitingIsAJob() {
        Answer accepted =
                service.put(
                        "/v1/collections/%s/documents?wait=false".formatted(collection),
                        """
                        {"documents": [{"id": "a", "text": "One."}, {"id": "a", "text": "Two."}, {"id": "b"}, 5]}
                        """);
        JsonNode job = finished(accepted);
        assertCounts(job, "4 4 1 0 0 0 3");
        assertThat(document("a").get("text").asString()).isEqualTo("One.");
    }

    @Test
    void eventsTellTheProgressUntilTheEnd() {
        Answer accepted = upload(NDJSON, "{\"id\": \"a\", \"text\": \"One.\"}\n");
        Answer events = service.get(accepted.header("Location") + "/events");
        assertThat(events.header("Content-Type")).startsWith("text/event-stream");
        assertThat(events.body())
                .startsWith("event: progress\ndata: {")
                .contains("event: finished");
        assertThat(events.body().substring(events.body().lastIndexOf("data: ")))
                .contains("\"state\":\"succeeded\"")
                .contains("\"errors\":[]");

        Answer head = service.send("HEAD", accepted.header("Location") + "/events", null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).startsWith("text/event-stream");
    }

    @Test
    void cancelsAndListsJobs() {
        String file =
                IntStream.range(0, 20_000)
                        .mapToObj(i ->
                                "{\"id\": \"d%d\", \"text\": \"Text number %d.\"}".formatted(i, i))
                        .collect(Collectors.joining("\n"));
        Answer accepted = upload(NDJSON, file);
        String path = accepted.header("Location");

        Answer cancelled = service.send("POST", path + "/cancel", null);

        assertThat(cancelled.json().get("state").asString()).isEqualTo("cancelled");
        assertThat(service.send("POST", path + "/cancel", null).json().get("code").asString())
                .isEqualTo("job_finished");
        JsonNode listed = service.get("/v1/jobs?state=cancelled&collection=" + collection).json();
        assertThat(listed.at("/jobs/0/id").asString())
                .isEqualTo(cancelled.json().get("id").asString());
        assertThat(listed.at("/jobs/0/errors").isMissingNode()).isTrue();
        assertThat(service.get("/v1/jobs?state=done").status()).isEqualTo(400);
        assertThat(service.get("/v1/jobs?cursor=x").json().get("code").asString())
                .isEqualTo("invalid_cursor");
        assertThat(service.get("/v1/jobs/nothing").json().get("code").asString())
                .isEqualTo("job_not_found");
    }

    @Test
    void exportWithVectorsIsImportedWithoutEmbedding() {
        finished(
                upload(
                        NDJSON,
                        """
                        {"id": "a", "title": "Cats", "text": "Cats sleep a lot.", "year": 2001}
                        {"id": "b", "text": "Dogs bark at night."}
                        {"id": "c", "text": "Bread needs time."}
                        """));
        String search =
                "{\"query\": \"animals\", \"limit\": 10, \"include\": [\"metadata\", \"text\"]}";
        String searchPath = "/v1/collections/%s/search".formatted(collection);
        String before = service.post(searchPath, search).json().get("results").toString();
        String export =
                service.get("/v1/collections/%s/export?vectors=true".formatted(collection)).body();
        service.delete("/v1/collections/" + collection);

        JsonNode job = finished(upload(NDJSON, export));

        assertCounts(job, "3 3 3 0 0 0 0");
        assertThat(job.at("/chunks/embedded").asLong()).isZero();
        assertThat(service.post(searchPath, search).json().get("results")).hasToString(before);
        assertCounts(finished(upload(NDJSON, export)), "3 3 0 0 3 0 0");
        service.delete("/v1/collections/%s/documents/a".formatted(collection));
        JsonNode damaged = finished(upload(NDJSON, export.replace("\"end\":17", "\"end\":1700")));
        assertThat(damaged.at("/errors/0/code").asString()).isEqualTo("invalid_vector");
    }

    @Test
    void exportOfAFileIsImportedWithoutEmbeddingAndWithItsSources() {
        createWithSmallChunks();
        finished(uploadFile("birds.md", BIRDS));
        JsonNode before = hit("where do swifts sleep");
        assertThat(before.at("/source/section").asString()).isEqualTo("Birds › Swifts");
        String path = "/v1/collections/" + collection;
        String export = service.get(path + "/export?vectors=true").body();
        String texts = service.get(path + "/export").body();
        service.delete(path);
        createWithSmallChunks();

        JsonNode job = finished(upload(NDJSON, export));

        assertCounts(job, "1 1 1 0 0 0 0");
        assertThat(job.at("/chunks/embedded").asLong()).isZero();
        assertThat(hit("where do swifts sleep")).hasToString(before.toString());
        assertThat(service.get(path + "/export?vectors=true").body()).isEqualTo(export);
        assertCounts(finished(upload(NDJSON, export)), "1 1 0 0 1 0 0");
        assertCounts(finished(uploadFile("birds.md", BIRDS)), "1 1 0 0 1 0 0");

        assertCounts(finished(upload(NDJSON, texts)), "1 1 0 1 0 0 0");
        assertThat(hit("where do swifts sleep").has("source")).isFalse();
        JsonNode restored = finished(upload(NDJSON, export));
        assertCounts(restored, "1 1 0 1 0 0 0");
        assertThat(restored.at("/chunks/embedded").asLong()).isZero();
        assertThat(hit("where do swifts sleep")).hasToString(before.toString());
    }

    @Test
    void sourcesOfTheWrongFormAreRefused() {
        finished(upload(NDJSON, "{\"id\": \"a\", \"text\": \"Cats sleep a lot.\"}"));
        String export =
                service.get("/v1/collections/%s/export?vectors=true".formatted(collection)).body();
        String file =
                Stream.of(
                                "{\"page\":0}",
                                "{\"page\":\"3\"}",
                                "{\"row\":1.5}",
                                "{\"section\":7}",
                                "{\"sheet\":\"" + "x".repeat(1_001) + "\"}",
                                "[3]")
                        .map(source ->
                                export.replace("\"end\":17", "\"end\":17,\"source\":" + source))
                        .collect(Collectors.joining());
        JsonNode job = finished(upload(NDJSON, file));

        assertCounts(job, "6 6 0 0 0 0 6");
        assertThat(job.get("errors").valueStream())
                .extracting(
                        each -> each.get("code").asString(), each -> each.get("field").asString())
                .containsOnly(tuple("invalid_vector", "embedding"));
        assertThat(job.at("/errors/0/detail").asString())
                .contains("chunk 0")
                .contains("page must be at least 1, got: 0");
    }

    private void createWithSmallChunks() {
        Answer answer =
                service.put(
                        "/v1/collections/" + collection,
                        "{\"chunking\":{\"maxTokens\":48,\"overlap\":0}}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private Answer uploadFile(String name, String content) {
        String body =
                "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n%s\r\n--limit--\r\n"
                        .formatted(name, content);
        return upload("multipart/form-data; boundary=limit", body);
    }

    @Test
    void fileMayHaveALongNameButNotANulInIt() {
        JsonNode job = finished(uploadFile("鳥".repeat(160) + ".md", BIRDS));
        assertCounts(job, "1 1 1 0 0 0 0");

        Answer refused = uploadFile("a\0b.md", BIRDS);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("code").asString()).isEqualTo("malformed_file");
    }

    private JsonNode hit(String query) {
        Answer answer =
                service.post(
                        "/v1/collections/%s/search".formatted(collection),
                        "{\"query\":\"%s\",\"groupBy\":\"chunk\",\"limit\":1}".formatted(query));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/results/0");
    }

    @Test
    void droppedCollectionEndsItsJobAndDoesNotComeBack() {
        Answer accepted =
                upload(
                        NDJSON,
                        IntStream.range(0, 5_000)
                                .mapToObj(i ->
                                        "{\"id\": \"d%d\", \"text\": \"Number %d.\"}"
                                                .formatted(i, i))
                                .collect(Collectors.joining("\n")));
        service.delete("/v1/collections/" + collection);
        JsonNode job = finished(accepted);
        assertThat(job.get("state").asString()).isEqualTo("failed");
        assertThat(job.at("/error/code").asString()).isEqualTo("collection_not_found");
        assertThat(service.get("/v1/collections/" + collection).status()).isEqualTo(404);
    }
}
