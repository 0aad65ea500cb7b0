package io.semblance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.semblance.store.filter.FilterParser;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The list of a store's indexes: what it shows is what is in them, at every moment. */
@Timeout(120)
// NullAway does not read @Nullable inside a record's component types from class files.
@SuppressWarnings("NullAway")
public abstract class IndexSummariesContract {

    private DocumentStore store;
    private DocumentIndex index;

    /** Opens the store of this test: the same one each time within a test, empty at its start. */
    protected abstract DocumentStore open();

    @BeforeEach
    void create() {
        store = open();
        index = store.create(definition("docs"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private IndexDefinition definition(String name) {
        return new IndexDefinition(
                name,
                3,
                Similarity.COSINE,
                Language.ENGLISH,
                store.storageFor(Storage.HALFVEC),
                16,
                64);
    }

    @Test
    void listsEveryIndexThatExists() {
        assertThat(store.summaries()).containsOnlyKeys("docs");
        store.create(definition("other"));
        assertThat(store.summaries()).containsOnlyKeys("docs", "other");
        store.drop("docs");
        assertThat(store.summaries()).containsOnlyKeys("other");
    }

    @Test
    void newIndexIsEmptyAndReady() {
        IndexSummary summary = summary();
        assertThat(summary.state()).isEqualTo("ready");
        assertThat(summary.documents()).isZero();
        assertThat(summary.chunks()).isZero();
        assertThat(summary.sizeBytes()).isNotNegative();
    }

    @Test
    void countsFollowEveryKindOfWriteAtOnce() {
        index.upsert(List.of(document("a", 1), document("b", 3), document("c", 2)));
        assertCounts(3, 6);
        index.upsert(List.of(document("a", 4), document("d", 1)));
        assertCounts(4, 10);
        index.upsert(List.of(document("b", 1)));
        assertCounts(4, 8);
        index.updateMetadata("a", null, _ -> Map.of("n", 7));
        assertCounts(4, 8);
        assertThat(index.delete(List.of("a", "nobody"))).isEqualTo(1);
        assertCounts(3, 4);
        assertThat(index.delete(FilterParser.parse("chunks < 2"))).isEqualTo(2);
        assertCounts(1, 2);
    }

    @Test
    void indexThatIsCreatedAgainBeginsAtZero() {
        index.upsert(List.of(document("a", 2)));
        store.drop("docs");
        index = store.create(definition("docs"));
        assertCounts(0, 0);
    }

    @Test
    void countsOutliveTheProcess() {
        index.upsert(List.of(document("a", 2), document("b", 1)));
        store.close();
        store = open();
        index = store.open(definition("docs"));
        assertCounts(2, 3);
    }

    @Test
    void sizeIsMeasuredSoonAfterWrites() {
        long empty = Objects.requireNonNull(summary().sizeBytes());
        index.upsert(IntStream.range(0, 200).mapToObj(i -> document("d" + i, 5)).toList());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Objects.requireNonNull(summary().sizeBytes()) > empty);
        assertThat(summary().sizeBytes()).isEqualTo(index.status().sizeBytes());
    }

    @Test
    void countsAreExactUnderConcurrentWritesOfTheSameDocuments() throws Exception {
        int writers = 4;
        try (var threads = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                Random random = new Random(writer);
                done.add(threads.submit(() -> write(random)));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        IndexStatus status = index.status();
        assertCounts(status.documents(), status.chunks());
        assertThat(status.chunks())
                .isEqualTo(
                        index.list(1_000, null, null).stream()
                                .mapToLong(DocumentSummary::chunks)
                                .sum());
    }

    private void write(Random random) {
        for (int i = 0; i < 20; i++) {
            List<String> ids =
                    random.ints(3, 0, 12).distinct().mapToObj(number -> "d" + number).toList();
            if (random.nextInt(3) == 0) {
                index.delete(ids);
            } else {
                index.upsert(ids.stream().map(id -> document(id, 1 + random.nextInt(4))).toList());
            }
        }
    }

    private void assertCounts(long documents, long chunks) {
        IndexSummary summary = summary();
        assertThat(summary.documents()).isEqualTo(documents);
        assertThat(summary.chunks()).isEqualTo(chunks);
        IndexStatus status = index.status();
        assertThat(status.documents()).isEqualTo(documents);
        assertThat(status.chunks()).isEqualTo(chunks);
    }

    private IndexSummary summary() {
        return Objects.requireNonNull(store.summaries().get("docs"));
    }

    private static Document document(String id, int chunks) {
        return new Document(
                id,
                null,
                "text".repeat(chunks),
                Map.of("chunks", chunks),
                "h",
                IntStream.range(0, chunks)
                        .mapToObj(i -> new Chunk(4 * i, 4 * i + 4, Embedding.of(1, i, 0)))
                        .toList());
    }
}
