package io.semblance.web.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.ingest.DocumentDraft;
import io.semblance.ingest.DocumentOutcome;
import io.semblance.ingest.DocumentWriter;
import io.semblance.ingest.EmbeddedText;
import io.semblance.ingest.EmbeddedText.EmbeddedChunk;
import io.semblance.ingest.files.Section;
import io.semblance.value.Embedding;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Exports of collections over HTTP. */
class ExportRoutesTests extends HttpTests {

    private static final String PATH = "/v1/collections/exported";
    private static final String EXPORT = PATH + "/export";
    private static final List<String> QUERIES =
            List.of("pumps for heat", "a sentence about water", "number 17", "title of the third");

    @Autowired private DocumentWriter writer;
    @Autowired private MeterRegistry meters;

    @BeforeEach
    void createCollection() {
        service.delete(PATH);
        assertThat(service.put(PATH, "{\"chunking\":{\"maxTokens\":64,\"overlap\":8}}").status())
                .isEqualTo(201);
    }

    @Test
    void hasEveryDocumentOnALineInTheOrderOfIds() {
        List<DocumentDraft> drafts =
                IntStream.range(0, 450).mapToObj(i -> withVector("d" + i, "Text " + i)).toList();
        write(drafts);
        Answer answer = service.get(EXPORT);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(answer.body()).endsWith("}\n");
        List<JsonNode> lines = lines(answer);
        assertThat(lines)
                .extracting(line -> line.path("id").asString())
                .containsExactlyElementsOf(
                        drafts.stream().map(DocumentDraft::id).sorted().toList());
        JsonNode first = lines.getFirst();
        assertThat(first.propertyNames()).containsExactly("id", "text", "metadata");
        assertThat(first.path("text").asString()).isEqualTo("Text 0");
    }

    @Test
    void aLineHasTheWholeDocument() {
        Map<String, @Nullable Object> metadata = new HashMap<>();
        metadata.put("none", null);
        metadata.put("year", 2024);
        metadata.put("score", 0.5);
        metadata.put("tags", List.of("ä", true));
        write(List.of(new DocumentDraft("a/🚀", "Tïtle", "One.\nTwo \"🚀\".", metadata, null)));
        JsonNode line = lines(service.get(EXPORT + "?vectors=false&format=ndjson")).getFirst();

        assertThat(line.path("id").asString()).isEqualTo("a/🚀");
        assertThat(line.path("title").asString()).isEqualTo("Tïtle");
        assertThat(line.path("text").asString()).isEqualTo("One.\nTwo \"🚀\".");
        assertThat(line.path("metadata"))
                .isEqualTo(
                        Service.JSON.readTree(
                                "{\"none\":null,\"year\":2024,\"score\":0.5,\"tags\":[\"ä\",true]}"));
        assertThat(line.has("embedding")).isFalse();
    }

    @Test
    void aChunkOfAFileHasItsSource() {
        String text = "Words before the first heading. ".repeat(7) + "\n\nBoats\n\nThey are slow.";
        Section boats = new Section(text.indexOf("Boats"), 2, "Travel › Boats", null, null);
        write(List.of(new DocumentDraft("a", null, text, null, null, null, List.of(boats))));
        JsonNode chunks =
                lines(service.get(EXPORT + "?vectors=true")).getFirst().at("/embedding/chunks");

        assertThat(chunks.get(0).propertyNames()).containsExactly("start", "end", "vector");
        assertThat(chunks.get(chunks.size() - 1).get("source"))
                .isEqualTo(Service.JSON.readTree("{\"page\":2,\"section\":\"Travel › Boats\"}"));
        assertThat(service.get(EXPORT).body()).doesNotContain("Travel");
    }

    @Test
    void emptyCollectionHasNoLines() {
        Answer answer = service.get(EXPORT + "?vectors=true");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void exportsOnlyMatches() {
        write(
                IntStream.range(0, 6)
                        .mapToObj(i ->
                                new DocumentDraft(
                                        "d" + i,
                                        null,
                                        "Text " + i,
                                        Map.of("even", i % 2 == 0),
                                        unit(i)))
                        .toList());

        assertThat(lines(service.get(EXPORT + "?filter=even%20==%20true")))
                .extracting(line -> line.path("id").asString())
                .containsExactly("d0", "d2", "d4");
    }

    @Test
    void errorsBeforeTheStartAreProblems() {
        assertProblem(service.get("/v1/collections/none/export"), 404, "collection_not_found");
        assertProblem(service.get(EXPORT + "?filter=%3D%3D"), 400, "invalid_filter");
        assertProblem(service.get(EXPORT + "?format=xml"), 400, "invalid_value");
        assertProblem(service.get(EXPORT + "?vectors=maybe"), 400, "invalid_value");
        assertProblem(service.get(EXPORT + "?limit=3"), 400, "unknown_parameter");
        assertProblem(service.get(EXPORT + "?format=parquet"), 501, "not_supported");
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }

    @Test
    void restoresACollectionWithoutEmbeddingAnything() {
        List<DocumentDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String text =
                    "Sentence %d is about pumps, water and heat. It has the number %d too. "
                            .formatted(i, i)
                            .repeat(1 + i % 7);
            drafts.add(
                    new DocumentDraft(
                            "d" + i, i % 3 == 0 ? "Title " + i : null, text, Map.of("n", i), null));
        }
        drafts.add(new DocumentDraft("only title", "Title of the third kind", null, null, null));
        drafts.add(withVector("own", "A document with its own vector."));
        write(drafts);
        List<List<String>> before = QUERIES.stream().map(this::topTen).toList();
        JsonNode counts = service.get(PATH).json();
        List<JsonNode> lines = lines(service.get(EXPORT + "?vectors=true"));

        createCollection();
        double embedded = embedded();
        List<DocumentOutcome> outcomes =
                writer.write("exported", lines.stream().map(ExportRoutesTests::draft).toList());
        assertThat(outcomes)
                .extracting(DocumentOutcome::status)
                .containsOnly(DocumentOutcome.Status.CREATED);
        assertThat(embedded()).isEqualTo(embedded);
        JsonNode restored = service.get(PATH).json();
        assertThat(restored.path("documents")).isEqualTo(counts.path("documents"));
        assertThat(restored.path("chunks")).isEqualTo(counts.path("chunks"));
        assertThat(QUERIES.stream().map(this::topTen).toList()).isEqualTo(before);
        assertThat(
                        lines(service.get(EXPORT + "?vectors=true")).stream()
                                .filter(line -> line.has("embedding")))
                .containsExactlyElementsOf(
                        lines.stream().filter(line -> line.has("embedding")).toList());
        assertThat(lines).filteredOn(line -> line.has("vector")).hasSize(1);
    }

    private List<String> topTen(String query) {
        Answer answer =
                service.post(
                        PATH + "/search",
                        Service.JSON.writeValueAsString(Map.of("query", query, "limit", 10)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json()
                .path("results")
                .valueStream()
                .map(hit -> hit.path("id").asString() + " " + hit.path("score"))
                .toList();
    }

    /** A collection that is dropped while it is exported: the rest of it cannot be read. */
    @Test
    void failureAfterTheStartClosesTheConnection() throws Exception {
        String text = "Some words of a long text. ".repeat(4_000);
        for (int from = 0; from < 400; from += 50) {
            write(
                    IntStream.range(from, from + 50)
                            .mapToObj(i -> withVector("d" + i, text + i))
                            .toList());
        }
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + EXPORT));
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(service.delete(PATH).status()).isEqualTo(204);

        boolean complete = true;
        try (var body = response.body()) {
            body.readAllBytes();
        } catch (IOException e) {
            complete = false;
        }
        assertThat(complete).isFalse();
    }

    @Test
    void aDocumentOfTenMillionCharactersIsOneLine() {
        String text = "0123456789".repeat(1_000_000);
        write(List.of(withVector("large", text), withVector("small", "small")));
        List<JsonNode> lines = lines(service.get(EXPORT + "?vectors=true"));

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().path("text").asString()).isEqualTo(text);
        assertThat(lines.get(1).path("vector").isString()).isTrue();
    }

    private void write(List<DocumentDraft> drafts) {
        assertThat(writer.write("exported", drafts))
                .extracting(DocumentOutcome::failure)
                .containsOnlyNulls();
    }

    private double embedded() {
        return meters.get("semblance.ingest.chunks").tag("vector", "embedded").counter().count();
    }

    private static DocumentDraft withVector(String id, String text) {
        return new DocumentDraft(id, null, text, null, unit(Math.floorMod(id.hashCode(), 384)));
    }

    private static Embedding unit(int component) {
        float[] components = new float[384];
        components[component] = 1;
        return Embedding.owning(components);
    }

    private static List<JsonNode> lines(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body().lines().map(Service.JSON::readTree).toList();
    }

    /** Reads a line as an import does. */
    @SuppressWarnings("unchecked")
    private static DocumentDraft draft(JsonNode line) {
        return new DocumentDraft(
                line.path("id").asString(),
                line.has("title") ? line.path("title").asString() : null,
                line.path("text").asString(),
                Service.JSON.convertValue(line.path("metadata"), Map.class),
                line.has("vector") ? floats(line.path("vector")) : null,
                line.has("embedding") ? embedded(line.path("embedding")) : null,
                List.of());
    }

    private static EmbeddedText embedded(JsonNode embedding) {
        return new EmbeddedText(
                embedding.path("modelVersion").asString(),
                embedding.path("contentHash").asString(),
                embedding.path("scaled").asBoolean(),
                embedding
                        .path("chunks")
                        .valueStream()
                        .map(chunk ->
                                new EmbeddedChunk(
                                        chunk.path("start").asInt(),
                                        chunk.path("end").asInt(),
                                        floats(chunk.path("vector"))))
                        .toList());
    }

    private static Embedding floats(JsonNode base64) {
        var floats =
                ByteBuffer.wrap(base64.binaryValue())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        float[] components = new float[floats.remaining()];
        floats.get(components);
        return Embedding.owning(components);
    }
}
