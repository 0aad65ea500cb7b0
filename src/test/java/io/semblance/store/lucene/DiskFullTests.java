package io.semblance.store.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexDefinition;
import io.semblance.store.Language;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.Storage;
import io.semblance.store.StoreUnavailableException;
import io.semblance.store.filter.FilterParser;
import io.semblance.store.lucene.FullDisk.Step;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** On a full disk no acknowledged write is lost, and writes work again once there is space. */
@Timeout(120)
class DiskFullTests {

    private static final IndexDefinition DOCS =
            new IndexDefinition(
                    "docs", 3, Similarity.COSINE, Language.ENGLISH, Storage.VECTOR, 16, 64);

    @TempDir Path folder;

    private final FullDisk disk = new FullDisk();

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            mode = Mode.EXCLUDE,
            names = {"NONE", "MERGE"})
    void writesWorkAgainOnceThereIsSpace(Step step) {
        try (DocumentStore store = store()) {
            DocumentIndex index = store.create(DOCS);
            index.upsert(documents("a", 3));

            disk.fullFor(step);
            assertDiskIsFull(() -> index.upsert(documents("b", 3)));
            assertDiskIsFull(() -> index.delete(Set.of("a0")));
            assertDiskIsFull(
                    () -> index.delete(Objects.requireNonNull(FilterParser.parse("n == 1"))));
            assertDiskIsFull(() -> index.updateMetadata("a2", null, _ -> Map.of("n", 7)));
            assertThat(index.search(nearest()).hits()).isNotEmpty();
            assertThat(index.get("a0")).isPresent();
            store.check();

            disk.hasSpace();
            index.upsert(documents("c", 3));
            assertThat(index.delete(Set.of("c2"))).isEqualTo(1);
        }
        try (DocumentStore store = store()) {
            DocumentIndex index = store.open(DOCS);
            assertThat(ids(index)).contains("a0", "a1", "a2", "c0", "c1").doesNotContain("c2");
            assertThat(store.verify(DOCS).problems()).isEmpty();
        }
    }

    @Test
    void mergeOnAFullDiskLosesNothing() {
        try (DocumentStore store = store()) {
            DocumentIndex index = store.create(DOCS);
            disk.fullFor(Step.MERGE);
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            // Merges begin after some ten segments, and each that fails closes the writer.
            IntStream.range(0, 60)
                    .forEach(i -> {
                        try {
                            index.upsert(documents("d" + i + "-", 1));
                            acknowledged.add("d" + i + "-0");
                        } catch (StoreUnavailableException e) {
                            assertThat(e).hasMessageContaining("No space left on device");
                        }
                    });
            assertThat(acknowledged).isNotEmpty();
            assertThat(ids(index)).containsAll(acknowledged);

            disk.hasSpace();
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .until(() -> {
                        index.upsert(documents("e", 1));
                        return true;
                    });
            assertThat(ids(index)).containsAll(acknowledged).contains("e0");
        }
    }

    @Test
    void concurrentWritesEitherFailOrAreDurable() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        Set<String> refused = ConcurrentHashMap.newKeySet();
        try (DocumentStore store = store()) {
            DocumentIndex index = store.create(DOCS);
            List<Thread> writers =
                    IntStream.range(0, 8)
                            .mapToObj(writer ->
                                    Thread.ofVirtual()
                                            .start(() -> {
                                                for (int i = 0; i < 40; i++) {
                                                    String id = "w" + writer + "-" + i + "-";
                                                    try {
                                                        index.upsert(documents(id, 1));
                                                        acknowledged.add(id + "0");
                                                    } catch (StoreUnavailableException e) {
                                                        refused.add(id + "0");
                                                    }
                                                }
                                            }))
                            .toList();
            for (Step step : List.of(Step.WRITE, Step.SYNC, Step.CREATE, Step.RENAME)) {
                int before = refused.size();
                disk.fullFor(step);
                await().atMost(Duration.ofSeconds(30))
                        .until(() ->
                                refused.size() > before
                                        || writers.stream().noneMatch(Thread::isAlive));
                disk.hasSpace();
            }
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(acknowledged.size() + refused.size()).isEqualTo(320);
        }
        try (DocumentStore store = store()) {
            assertThat(ids(store.open(DOCS))).containsAll(acknowledged);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            mode = Mode.EXCLUDE,
            names = {"NONE", "MERGE"})
    void indexThatCannotBeCreatedLeavesNothingBehind(Step step) {
        try (DocumentStore store = store()) {
            disk.fullFor(step);
            assertDiskIsFull(() -> store.create(DOCS));
            assertThat(store.names()).isEmpty();
            assertThat(folder.resolve("docs")).doesNotExist();

            disk.hasSpace();
            store.create(DOCS).upsert(documents("a", 1));
            assertThat(ids(store.open(DOCS))).containsExactly("a0");
        }
    }

    private DocumentStore store() {
        return new LuceneDocumentStore(folder, disk::open);
    }

    private static void assertDiskIsFull(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("free space on the disk");
    }

    private static Set<String> ids(DocumentIndex index) {
        return index.list(1_000, null, null).stream()
                .map(head -> head.id())
                .collect(Collectors.toSet());
    }

    private static SearchRequest nearest() {
        return new SearchRequest(
                new Retrieval.ByVector(Embedding.of(1, 0, 0)),
                0,
                10,
                null,
                false,
                Grouping.DOCUMENT,
                true,
                true);
    }

    private static List<Document> documents(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new Document(
                                prefix + i,
                                null,
                                "text",
                                Map.of("n", i),
                                "h",
                                List.of(new Chunk(0, 4, Embedding.of(1, i, 1)))))
                .toList();
    }
}
