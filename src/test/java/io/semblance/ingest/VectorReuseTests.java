package io.semblance.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.OpenCollection;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.value.Embedding;
import io.semblance.web.HttpTests;

import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Which vectors of a stored document are kept when it is written again. */
// NullAway does not read @Nullable inside a record's component types from class files.
@SuppressWarnings("NullAway")
class VectorReuseTests extends HttpTests {

    private static final String NAME = "reuse";

    @Autowired private DocumentWriter writer;
    @Autowired private CollectionCatalog catalog;
    @Autowired private MeterRegistry meters;

    @BeforeEach
    void createCollection() {
        service.delete("/v1/collections/" + NAME);
        service.put("/v1/collections/" + NAME, "{\"chunking\":{\"maxTokens\":64,\"overlap\":0}}");
    }

    @Test
    void embedsOnlyTheChunksWhosePassagesChanged() {
        List<String> sentences = sentences();
        int chunks = write(draft("a", "Title", sentences)).chunks();
        double embedded = counted("embedded");
        double reused = counted("reused");
        sentences.set(30, "This sentence is not what it was and is somewhat longer than before.");

        DocumentOutcome outcome = write(draft("a", "Title", sentences));
        assertThat(outcome.status()).isEqualTo(Status.UPDATED);
        assertThat(outcome.embedded()).isBetween(1, 8);
        assertThat(outcome.reused()).isEqualTo(outcome.chunks() - outcome.embedded());
        assertThat(outcome.reused()).isGreaterThan(chunks / 2);
        assertThat(counted("embedded") - embedded).isEqualTo(outcome.embedded());
        assertThat(counted("reused") - reused).isEqualTo(outcome.reused());

        assertThat(write(draft("fresh", "Title", sentences)).embedded())
                .isEqualTo(outcome.chunks());
        assertSameVectors(stored("a"), stored("fresh"));
    }

    @Test
    void manyChangedDocumentsOfOneWriteReuseTheirOwnVectors() {
        List<DocumentDraft> before = new ArrayList<>();
        List<DocumentDraft> after = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            List<String> sentences = new ArrayList<>(sentences());
            Collections.rotate(sentences, i);
            before.add(draft("d" + i, null, sentences));
            sentences.add(0, "One more sentence at the beginning.");
            after.add(draft("d" + i, null, sentences));
        }
        writer.write(NAME, before);

        List<DocumentOutcome> outcomes = writer.write(NAME, after);
        int embedded = outcomes.stream().mapToInt(DocumentOutcome::embedded).sum();
        int reused = outcomes.stream().mapToInt(DocumentOutcome::reused).sum();
        assertThat(embedded).isGreaterThanOrEqualTo(40).isLessThan(reused);
    }

    @Test
    void aTitleIsPartOfEveryPassage() {
        write(draft("a", "Title", sentences()));

        assertThat(write(draft("a", "Another title", sentences())).reused()).isZero();
    }

    @Test
    void unchangedDocumentsAndChangedMetadataCostNothing() {
        write(draft("a", null, sentences()));
        DocumentOutcome same = write(draft("a", null, sentences()));
        Map<String, @Nullable Object> metadata = Map.of("n", 1);
        DocumentOutcome labelled =
                write(new DocumentDraft("a", null, text(sentences()), metadata, null));

        assertThat(same.status()).isEqualTo(Status.UNCHANGED);
        assertThat(labelled.status()).isEqualTo(Status.UPDATED);
        assertThat(List.of(same, labelled))
                .allSatisfy(outcome -> {
                    assertThat(outcome.embedded()).isZero();
                    assertThat(outcome.reused()).isZero();
                });
    }

    @Test
    void aVectorFromAClientIsNeverReused() {
        float[] own = new float[384];
        own[7] = 1;
        double given = counted("given");
        write(new DocumentDraft("a", null, "A sentence.", null, Embedding.of(own)));
        assertThat(counted("given") - given).isEqualTo(1);

        DocumentOutcome outcome = write(draft("a", null, List.of("A sentence.")));
        assertThat(outcome.embedded()).isEqualTo(1);
        assertThat(outcome.reused()).isZero();
        assertThat(stored("a").chunks().getFirst().embedding().component(7)).isLessThan(0.9f);
    }

    @Test
    void vectorsOfUnknownOriginAreNotReused() {
        write(draft("a", null, sentences()));
        Document known = stored("a");
        collection().index().upsert(List.of(withHash(known, "0".repeat(64))));

        DocumentOutcome outcome = write(draft("a", null, sentences()));
        assertThat(outcome.embedded()).isEqualTo(known.chunks().size());
        assertThat(outcome.reused()).isZero();
    }

    @Test
    void chunksOfAnEarlierChunkerAreReusedIfTheirPassagesAreTheSame() {
        write(draft("a", "Title", List.of("A short text. It has one chunk.")));
        Document shortText = stored("a");
        String first =
                ContentHash.of(
                        shortText.title(), shortText.text(), null, collection().definition(), 1);
        collection().index().upsert(List.of(withHash(shortText, first)));

        DocumentOutcome outcome =
                write(draft("a", "Title", List.of("A short text. It has one chunk.")));
        assertThat(outcome.status()).isEqualTo(Status.UPDATED);
        assertThat(outcome.reused()).isEqualTo(1);
        assertThat(outcome.embedded()).isZero();
        assertThat(stored("a")).isEqualTo(shortText);
    }

    private static Document withHash(Document document, String hash) {
        return new Document(
                document.id(),
                document.title(),
                document.text(),
                document.metadata(),
                hash,
                document.chunks());
    }

    private OpenCollection collection() {
        return catalog.get(NAME);
    }

    private Document stored(String id) {
        return Objects.requireNonNull(collection().index().documents(List.of(id)).get(id));
    }

    private DocumentOutcome write(DocumentDraft draft) {
        return writer.write(NAME, List.of(draft)).getFirst();
    }

    private double counted(String vector) {
        var counter = meters.find("semblance.ingest.chunks").tag("vector", vector).counter();
        return counter == null ? 0 : counter.count();
    }

    private static DocumentDraft draft(String id, @Nullable String title, List<String> sentences) {
        return new DocumentDraft(id, title, text(sentences), null, null);
    }

    private static String text(List<String> sentences) {
        return String.join(" ", sentences);
    }

    private static List<String> sentences() {
        return new ArrayList<>(
                IntStream.range(0, 60)
                        .mapToObj(i ->
                                "Sentence %d is about the number %d and nothing else.%s"
                                        .formatted(i, i * 7, i % 3 == 0 ? " Really." : ""))
                        .toList());
    }

    private static void assertSameVectors(Document one, Document other) {
        assertThat(one.chunks()).hasSameSizeAs(other.chunks());
        for (int i = 0; i < one.chunks().size(); i++) {
            Chunk chunk = one.chunks().get(i);
            Chunk same = other.chunks().get(i);
            assertThat(chunk.start()).isEqualTo(same.start());
            assertThat(chunk.embedding().dot(same.embedding())).isEqualTo(1, Offset.offset(1e-3));
        }
    }
}
