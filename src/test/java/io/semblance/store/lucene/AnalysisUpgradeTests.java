package io.semblance.store.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentSummary;
import io.semblance.store.Hit;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.Language;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.Storage;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.store.lucene.document.ChunkDocuments;
import io.semblance.store.lucene.document.VectorSpace;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** An index that was written by a version with text analysis 1. */
class AnalysisUpgradeTests {

    private static final IndexDefinition FORMER =
            new IndexDefinition(
                    "former", 3, Similarity.COSINE, Language.ENGLISH, Storage.VECTOR, 16, 64);

    @TempDir private Path root;

    @BeforeEach
    void unpack() throws IOException {
        try (ZipInputStream zip =
                new ZipInputStream(
                        Objects.requireNonNull(
                                getClass().getResourceAsStream("text-analysis-1.zip")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = root.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
    }

    @Test
    void rebuildsTheTermsAndChangesNothingElse() {
        assertUpgraded();
    }

    private void assertUpgraded() {
        for (int opened = 0; opened < 2; opened++) {
            try (LuceneDocumentStore store = new LuceneDocumentStore(root)) {
                DocumentIndex index = store.open(FORMER);

                assertThat(found(index, "resume")).containsExactly("latin");
                assertThat(found(index, "Zürich")).containsExactly("latin");
                assertThat(found(index, "connection reset")).containsExactly("latin");
                assertThat(found(index, "title")).containsExactly("latin");
                assertThat(found(index, "招商证券")).containsExactly("chinese");
                assertThat(found(index, "fox")).containsExactly("replaced");
                assertThat(found(index, "ancient")).isEmpty();

                assertThat(index.count(null)).isEqualTo(3);
                assertThat(index.status().chunks()).isEqualTo(4);
                assertThat(index.summaries(List.of("latin")))
                        .containsEntry(
                                "latin",
                                new DocumentSummary(
                                        "latin",
                                        "Old title",
                                        Map.of("n", 1, "tags", List.of("a", "b")),
                                        "hash-latin",
                                        2));
                assertThat(index.get("chinese").orElseThrow().text()).isEqualTo("招商证券股份有限公司在深圳");
                Hit nearest =
                        search(index, new Retrieval.ByVector(Embedding.of(0, 1, 0))).getFirst();
                assertThat(nearest.id()).isEqualTo("latin");
                assertThat(nearest.chunk()).isEqualTo(1);
                assertThat(nearest.score()).isCloseTo(1, within(1e-6));
            }
        }
    }

    @Test
    void interruptedUpgradeLeavesTheOldIndex() throws IOException {
        VectorSpace space = VectorSpace.of(FORMER.similarity());
        IndexWriterConfig config =
                new IndexWriterConfig().setCodec(new HnswCodec(FORMER)).setCommitOnClose(false);
        try (FSDirectory directory = FSDirectory.open(root.resolve("former/lucene"))) {
            IndexWriter writer = new IndexWriter(directory, config);
            AnalysisVersion.upgrade(
                    "former", writer, new ChunkDocuments(space, TextAnalysis.of(Language.ENGLISH)));
            writer.flush();
            writer.rollback();
        }

        assertUpgraded();
    }

    @Test
    void refusesAnIndexOfANewerTextAnalysis() throws IOException {
        new LuceneDocumentStore(root).close();
        Path definition = root.resolve("former/definition.json");
        Files.writeString(
                definition,
                Files.readString(definition)
                        .replace("{", "{\"analysis\":99,\"index\":\"former\","));

        try (LuceneDocumentStore store = new LuceneDocumentStore(root)) {
            assertThatThrownBy(() -> store.open(FORMER))
                    .isInstanceOf(IndexMismatchException.class)
                    .hasMessageContaining("newer version of Semblance")
                    .hasMessageContaining("99");
        }
    }

    @Test
    void refusesTermsOfANewerTextAnalysis() throws IOException {
        try (FSDirectory directory = FSDirectory.open(root.resolve("former/lucene"));
                IndexWriter writer =
                        new IndexWriter(
                                directory,
                                new IndexWriterConfig().setCodec(new HnswCodec(FORMER)))) {
            writer.setLiveCommitData(Map.of("analysis", "99").entrySet());
            writer.commit();
        }

        try (LuceneDocumentStore store = new LuceneDocumentStore(root)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> store.open(FORMER))
                        .isInstanceOf(IndexMismatchException.class)
                        .hasMessageContaining("newer version of Semblance");
            }
        }
    }

    /** Older versions compare the name in the file with the index's, and show both. */
    @Test
    void olderVersionsReadAnotherName() throws IOException {
        try (LuceneDocumentStore store = new LuceneDocumentStore(root)) {
            var _ = store.open(FORMER);
        }

        assertThat(Files.readString(root.resolve("former/definition.json")))
                .contains("\"name\":\"needs_semblance_with_text_analysis_2\"");
    }

    private static List<String> found(DocumentIndex index, String query) {
        return search(index, new Retrieval.ByText(query)).stream().map(Hit::id).toList();
    }

    private static List<Hit> search(DocumentIndex index, Retrieval retrieval) {
        return index.search(
                        new SearchRequest(
                                retrieval, 0, 10, null, false, Grouping.DOCUMENT, false, false))
                .hits();
    }
}
