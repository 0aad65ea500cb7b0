package io.semblance.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.ingest.EmbeddedText.EmbeddedChunk;
import io.semblance.ingest.files.Section;
import io.semblance.store.Chunk;
import io.semblance.store.ChunkSource;
import io.semblance.store.Document;
import io.semblance.value.Embedding;
import io.semblance.web.HttpTests;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes of documents that have the chunks and vectors of an export. */
class EmbeddedTextTests extends HttpTests {

    private static final String PATH = "/v1/collections/";
    private static final String TEXT =
            IntStream.range(0, 40)
                    .mapToObj("Sentence %d is a sentence of this text 🚀."::formatted)
                    .collect(Collectors.joining(" "));

    @Autowired private DocumentWriter writer;
    @Autowired private CollectionCatalog catalog;
    private Document exported =
            new Document("", null, "", Map.of(), "", List.of(new Chunk(0, 0, Embedding.of(1))));

    @BeforeEach
    void exportADocument() {
        create("from", "{\"chunking\":{\"maxTokens\":64,\"overlap\":8}}");
        create("to", "{\"chunking\":{\"maxTokens\":64,\"overlap\":8}}");
        write("from", new DocumentDraft("a", "Title", TEXT, null, null));
        exported = stored("from");
        assertThat(exported.chunks()).hasSizeGreaterThan(5);
    }

    private void create(String name, String settings) {
        service.delete(PATH + name);
        assertThat(service.put(PATH + name, settings).status()).isEqualTo(201);
    }

    @Test
    void storesTheVectorsWithoutEmbedding() {
        DocumentOutcome outcome = write("to", draft(embedded()));

        assertThat(outcome.status()).isEqualTo(Status.CREATED);
        assertThat(outcome.chunks()).isEqualTo(exported.chunks().size());
        assertThat(outcome.embedded()).isZero();
        assertThat(outcome.reused()).isZero();
        assertThat(stored("to")).isEqualTo(exported);
        assertThat(write("to", draft(null)).status()).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void embedsAnotherText() {
        var draft =
                new DocumentDraft("a", "Title", TEXT + " More.", null, null, embedded(), List.of());

        assertThat(write("to", draft).embedded()).isPositive();
    }

    @Test
    void embedsAnotherTitle() {
        var draft =
                new DocumentDraft("a", "Another title", TEXT, null, null, embedded(), List.of());

        assertThat(write("to", draft).embedded()).isEqualTo(exported.chunks().size());
    }

    @Test
    void embedsForOtherSettings() {
        create("to", "{\"chunking\":{\"maxTokens\":96,\"overlap\":8}}");
        assertThat(write("to", draft(embedded())).embedded()).isPositive();

        create("to", "{\"chunking\":{\"maxTokens\":64,\"overlap\":8},\"language\":\"german\"}");
        assertThat(write("to", draft(embedded())).embedded()).isPositive();
    }

    @Test
    void embedsForAnotherModel() {
        EmbeddedText other =
                new EmbeddedText("another", exported.contentHash(), false, embedded().chunks());

        assertThat(write("to", draft(other)).embedded()).isEqualTo(exported.chunks().size());
    }

    @Test
    void embedsIfTheVectorsLostTheirLengths() {
        create("to", "{\"chunking\":{\"maxTokens\":64,\"overlap\":8},\"metric\":\"dot\"}");
        EmbeddedText embedded = embedded();
        EmbeddedText scaled =
                new EmbeddedText(
                        embedded.modelVersion(), embedded.contentHash(), true, embedded.chunks());

        assertThat(write("to", draft(scaled)).embedded()).isPositive();
        assertThat(write("from", draft(scaled)).status()).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void restoresTheSourcesOfAFile() {
        exportAFile();
        DocumentOutcome outcome = write("to", draft(embedded()));

        assertThat(outcome.status()).isEqualTo(Status.CREATED);
        assertThat(outcome.embedded()).isZero();
        assertThat(stored("to")).isEqualTo(exported);
        assertThat(exported.chunks().getLast().source())
                .isEqualTo(new ChunkSource(2, "A › B", null, null));
        assertThat(writer.plan(catalog.get("to"), List.of(draft(embedded()))))
                .containsExactly(Status.UNCHANGED);
        assertThat(write("to", draft(embedded())).status()).isEqualTo(Status.UNCHANGED);
        assertThat(write("to", fileDraft()).status()).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void addsTheSourcesToAStoredText() {
        exportAFile();
        write("to", draft(null));
        DocumentOutcome outcome = write("to", draft(embedded()));

        assertThat(outcome.status()).isEqualTo(Status.UPDATED);
        assertThat(outcome.embedded()).isZero();
        assertThat(stored("to")).isEqualTo(exported);
    }

    @Test
    void embedsAFileForAnotherModelOrWithAnotherHash() {
        exportAFile();
        String hash = exported.contentHash();
        EmbeddedText other = new EmbeddedText("another", hash, false, embedded().chunks());
        assertThat(write("to", draft(other)).embedded()).isPositive();
        assertThat(stored("to").contentHash()).isEqualTo(hash.substring(0, hash.indexOf('-')));
        assertThat(stored("to").chunks()).extracting(Chunk::source).containsOnlyNulls();

        create("to", "{\"chunking\":{\"maxTokens\":64,\"overlap\":8}}");
        String longer = hash + "0";
        EmbeddedText changed =
                new EmbeddedText(embedded().modelVersion(), longer, false, embedded().chunks());
        assertThat(write("to", draft(changed)).embedded()).isPositive();
        assertThat(stored("to").contentHash()).isNotEqualTo(longer);
    }

    private void exportAFile() {
        write("from", fileDraft());
        exported = stored("from");
    }

    private static DocumentDraft fileDraft() {
        int middle = TEXT.indexOf("Sentence 20");
        List<Section> sections =
                List.of(
                        new Section(0, 1, null, null, null),
                        new Section(middle, 2, "A › B", null, null));
        return new DocumentDraft("a", "Title", TEXT, null, null, null, sections);
    }

    @Test
    void refusesSourcesThatCannotBeStored() {
        ChunkSource nul = new ChunkSource(null, "A\0", null, null);
        ChunkSource lone = new ChunkSource(null, null, "\ud800", null);
        refuses(2, "NUL", c -> new EmbeddedChunk(c.start(), c.end(), c.embedding(), nul));
        refuses(2, "surrogate", c -> new EmbeddedChunk(c.start(), c.end(), c.embedding(), lone));
    }

    @Test
    void refusesChunksThatAreNotOfTheText() {
        EmbeddedChunk third = embedded().chunks().get(3);
        int past = TEXT.length() + 1;
        int inPair = TEXT.indexOf("🚀", third.start()) + 1;
        refuses(3, "past", chunk -> new EmbeddedChunk(chunk.start(), past, chunk.embedding()));
        refuses(3, "back", chunk -> new EmbeddedChunk(0, chunk.end(), chunk.embedding()));
        refuses(3, "turned", chunk -> new EmbeddedChunk(900, 800, chunk.embedding()));
        refuses(0, "negative", chunk -> new EmbeddedChunk(-1, chunk.end(), chunk.embedding()));
        refuses(3, "empty", c -> new EmbeddedChunk(c.start(), c.start(), c.embedding()));
        refuses(3, "pair", chunk -> new EmbeddedChunk(chunk.start(), inPair, chunk.embedding()));
    }

    @Test
    void refusesVectorsThatCannotBeStored() {
        refuses(2, "short", c -> new EmbeddedChunk(c.start(), c.end(), Embedding.of(1, 2)));
        refuses(
                2,
                "zero",
                c -> new EmbeddedChunk(c.start(), c.end(), Embedding.of(new float[384])));
    }

    @Test
    void refusesAnEmbeddingWithoutChunks() {
        EmbeddedText empty =
                new EmbeddedText(
                        embedded().modelVersion(), exported.contentHash(), false, List.of());
        assertThat(write("to", draft(empty)).failure())
                .isInstanceOfSatisfying(
                        DocumentRefusedException.class,
                        failure -> assertThat(failure.field()).isEqualTo("embedding.chunks"));
    }

    private void refuses(int chunk, String reason, UnaryOperator<EmbeddedChunk> change) {
        List<EmbeddedChunk> chunks = new ArrayList<>(embedded().chunks());
        chunks.set(chunk, change.apply(chunks.get(chunk)));
        EmbeddedText changed =
                new EmbeddedText(embedded().modelVersion(), exported.contentHash(), false, chunks);

        DocumentOutcome outcome = write("to", draft(changed));
        assertThat(outcome.status()).as(reason).isEqualTo(Status.FAILED);
        assertThat(outcome.failure())
                .as(reason)
                .isInstanceOf(DocumentRefusedException.class)
                .hasMessageContaining("chunk %d ".formatted(chunk));
    }

    private DocumentOutcome write(String collection, DocumentDraft draft) {
        return writer.write(collection, List.of(draft)).getFirst();
    }

    private Document stored(String collection) {
        var index = catalog.get(collection).index();
        return Objects.requireNonNull(index.documents(List.of("a")).get("a"));
    }

    private DocumentDraft draft(@Nullable EmbeddedText embedded) {
        return new DocumentDraft("a", "Title", TEXT, null, null, embedded, List.of());
    }

    private EmbeddedText embedded() {
        List<EmbeddedChunk> chunks = new ArrayList<>();
        for (Chunk chunk : exported.chunks()) {
            chunks.add(
                    new EmbeddedChunk(
                            chunk.start(), chunk.end(), chunk.embedding(), chunk.source()));
        }
        return new EmbeddedText(
                catalog.get("from").definition().modelVersion(),
                exported.contentHash(),
                false,
                chunks);
    }
}
