package io.semblance.store.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.DocumentStoreContract;
import io.semblance.store.Fusion;
import io.semblance.store.Hit;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexFailedException;
import io.semblance.store.Language;
import io.semblance.store.LatentVectors;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.Storage;
import io.semblance.store.filter.Filter;
import io.semblance.store.filter.FilterParser;
import io.semblance.value.Deadline;
import io.semblance.value.DeadlineExceededException;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class LuceneDocumentStoreTests extends DocumentStoreContract {

    @TempDir Path folder;

    @Override
    protected DocumentStore open() {
        return new LuceneDocumentStore(folder);
    }

    @Test
    void refusesAFolderThatAnotherStoreHasOpen() {
        IndexDefinition definition = definition("mine", 3);
        try (DocumentStore first = new LuceneDocumentStore(folder)) {
            first.create(definition);
            try (DocumentStore second = new LuceneDocumentStore(folder)) {
                assertThatThrownBy(() -> second.open(definition))
                        .isInstanceOf(IndexFailedException.class)
                        .hasMessageContaining("stop the other process that uses");
            }
        }
    }

    @Test
    void namesTheDamagedDefinition() throws Exception {
        IndexDefinition definition = definition("broken", 3);
        Path file = folder.resolve("broken/definition.json");
        try (DocumentStore store = new LuceneDocumentStore(folder)) {
            store.create(definition);
            Files.writeString(file, "{\"name\":");
            assertThatThrownBy(() -> store.open(definition))
                    .isInstanceOf(IndexFailedException.class)
                    .hasMessageContaining(file.toAbsolutePath().toString());
        }
    }

    @Test
    void interruptedCreationIsNotAnIndex() throws Exception {
        Files.createDirectories(folder.resolve("half/lucene"));
        Files.writeString(folder.resolve("half/lucene/segments_1"), "rubbish");
        try (DocumentStore store = new LuceneDocumentStore(folder)) {
            assertThat(store.names()).doesNotContain("half");
            assertThat(store.create(definition("half", 3)).count(null)).isZero();
        }
    }

    @Test
    void takesVectorsOfUpTo4000Dimensions() {
        try (DocumentStore store = new LuceneDocumentStore(folder)) {
            var index = store.create(definition("wide", IndexDefinition.MAX_DIMENSION));
            float[] vector = new float[IndexDefinition.MAX_DIMENSION];
            vector[3_999] = 1;
            index.upsert(
                    List.of(
                            new Document(
                                    "a",
                                    null,
                                    "a",
                                    Map.of(),
                                    "h",
                                    List.of(new Chunk(0, 1, Embedding.of(vector))))));
            assertThat(index.count(null)).isEqualTo(1);
        }
    }

    @Test
    void deadlineNeverGivesAPartialResult() {
        try (DocumentStore store = new LuceneDocumentStore(folder)) {
            DocumentIndex index = store.create(definition("timed", 16));
            LatentVectors vectors = new LatentVectors(16, 1);
            index.upsert(
                    IntStream.range(0, 5_000).mapToObj(i -> document(i, vectors.next())).toList());
            Embedding query = vectors.next();
            Retrieval words = new Retrieval.ByText("odd even");
            Retrieval both = new Retrieval.Hybrid(query, "odd even", new Fusion(10, 100));
            for (Retrieval retrieval : List.of(new Retrieval.ByVector(query), words, both)) {
                for (boolean exact : List.of(false, true)) {
                    assertCompleteOrRefused(index, search(retrieval, exact));
                }
            }
        }
    }

    private static void assertCompleteOrRefused(DocumentIndex index, SearchRequest search) {
        List<Hit> complete = index.search(search).hits();
        assertThat(complete).hasSize(10);
        long nanos = 1;
        for (int answers = 0; answers < 3; nanos += nanos / 4 + 1) {
            try {
                assertThat(
                                index.search(search.before(Deadline.after(Duration.ofNanos(nanos))))
                                        .hits())
                        .isEqualTo(complete);
                answers++;
            } catch (DeadlineExceededException e) {
                assertThat(nanos).isLessThan(Duration.ofMinutes(1).toNanos());
            }
        }
    }

    private static SearchRequest search(Retrieval retrieval, boolean exact) {
        Filter filter = FilterParser.parse("number >= 1000");
        return new SearchRequest(retrieval, 0, 10, filter, exact, Grouping.DOCUMENT, true, true);
    }

    private static Document document(int number, Embedding vector) {
        return new Document(
                "d" + number,
                null,
                number % 2 == 0 ? "even" : "odd",
                Map.of("number", number),
                "h",
                List.of(new Chunk(0, 3, vector)));
    }

    private static IndexDefinition definition(String name, int dimension) {
        return new IndexDefinition(
                name, dimension, Similarity.COSINE, Language.ENGLISH, Storage.VECTOR, 16, 64);
    }
}
