package io.semblance.store.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentStore;
import io.semblance.store.DocumentStoreContract;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.store.StoreUnavailableException;
import io.semblance.vector.Embedding;
import io.semblance.vector.Similarity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("no other process uses it");
            }
        }
    }

    @Test
    void saysWhichDefinitionIsDamaged() throws Exception {
        IndexDefinition definition = definition("broken", 3);
        Path file = folder.resolve("broken/definition.json");
        try (DocumentStore store = new LuceneDocumentStore(folder)) {
            store.create(definition);
            Files.writeString(file, "{\"name\":");
            assertThatThrownBy(() -> store.open(definition))
                    .isInstanceOf(IndexMismatchException.class)
                    .hasMessageContaining(file.toAbsolutePath().toString());
        }
    }

    @Test
    void aCreationThatWasBrokenOffIsNoIndex() throws Exception {
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

    private static IndexDefinition definition(String name, int dimension) {
        return new IndexDefinition(
                name, dimension, Similarity.COSINE, Language.ENGLISH, Storage.VECTOR, 16, 64);
    }
}
