package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.IndexBusyException;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexSummary;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.store.StoreUnavailableException;
import io.semblance.value.Deadline;
import io.semblance.value.DeadlineExceededException;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tables of some indexes are locked by somebody; the other indexes are served. */
@Timeout(120)
class LockedTableTests {

    /** Locks and statements outlast the tests, so that only the shares keep the others served. */
    private static final PgVectorProperties PROPERTIES =
            new PgVectorProperties(
                    8,
                    4,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    100,
                    2_000,
                    DataSize.ofMegabytes(64),
                    50,
                    Duration.ofMinutes(2));

    private final PostgresServer server = PostgresServer.shared();
    private final String url = server.urlOfNewSchema();
    private final PgVectorDocumentStore store =
            new PgVectorDocumentStore(TestStores.connections(url, PROPERTIES), PROPERTIES);
    private List<DocumentIndex> locked;
    private DocumentIndex free;

    @BeforeEach
    void fill() {
        locked = Stream.of("docs", "more").map(this::filled).toList();
        free = filled("free");
        TestStores.awaitCounts(store, Map.of("docs", 1L, "more", 1L, "free", 1L));
    }

    private DocumentIndex filled(String name) {
        DocumentIndex index =
                store.create(
                        new IndexDefinition(
                                name,
                                3,
                                Similarity.COSINE,
                                Language.ENGLISH,
                                Storage.HALFVEC,
                                16,
                                64));
        index.upsert(List.of(document("a")));
        return index;
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void searchesAndWritesOfOneLeaveTheOthersAndTheListAlone() throws Exception {
        try (Connection holder = locked("docs, docs_doc")) {
            List<CompletableFuture<?>> calls = calls(locked.getFirst());
            awaitWaiting(holder, 4 + 2);

            assertFreeIsServed();
            holder.rollback();
            allDone(calls);
        }
        assertThat(locked.getFirst().search(TestStores.NEAREST).hits()).isNotEmpty();
    }

    @Test
    void twoThatAreLockedLeaveConnectionsToo() throws Exception {
        try (Connection holder = locked("docs, docs_doc, more, more_doc")) {
            List<CompletableFuture<?>> calls =
                    locked.stream().flatMap(index -> calls(index).stream()).toList();
            awaitWaiting(holder, 4 + 2 + 2 + 1);

            assertFreeIsServed();
            holder.rollback();
            allDone(calls);
        }
    }

    @Test
    void callBeyondTheShareIsRefusedAndSaysWhy() throws Exception {
        DocumentIndex index = locked.getFirst();
        try (Connection holder = locked("docs, docs_doc")) {
            List<CompletableFuture<?>> calls = calls(index);
            awaitWaiting(holder, 4 + 2);

            assertThatThrownBy(() -> index.search(TestStores.NEAREST).hits())
                    .isInstanceOf(IndexBusyException.class)
                    .hasMessageContaining("at most 4")
                    .hasMessageContaining("collection-share-percent");
            assertThatThrownBy(() -> index.upsert(List.of(document("b"))))
                    .isInstanceOf(IndexBusyException.class)
                    .hasMessageContaining("at most 2");
            assertThatThrownBy(() ->
                            index.search(
                                            TestStores.NEAREST.before(
                                                    Deadline.after(Duration.ofMillis(50))))
                                    .hits())
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("50 ms");
            holder.rollback();
            allDone(calls);
        }
    }

    /** 20 searches, and 5 writes. */
    private static List<CompletableFuture<?>> calls(DocumentIndex index) {
        return IntStream.range(0, 25)
                .<CompletableFuture<?>>mapToObj(i ->
                        CompletableFuture.runAsync(
                                () -> {
                                    if (i % 5 == 0) {
                                        index.upsert(List.of(document("w" + i)));
                                    } else {
                                        assertThat(index.search(TestStores.NEAREST).hits())
                                                .isNotEmpty();
                                    }
                                },
                                task -> Thread.ofVirtual().start(task)))
                .toList();
    }

    private void assertFreeIsServed() {
        for (int i = 0; i < 10; i++) {
            assertThat(free.search(TestStores.NEAREST).hits()).isNotEmpty();
            free.upsert(List.of(document("f" + i)));
            assertThat(free.delete(List.of("f" + i))).isEqualTo(1);
        }
        assertThat(store.summaries()).hasSize(3);
        for (String name : List.of("docs", "free")) {
            IndexSummary summary = Objects.requireNonNull(store.summaries().get(name));
            assertThat(summary.documents()).isEqualTo(1);
            assertThat(summary.chunks()).isEqualTo(1);
        }
        store.check();
    }

    /** Those within the share succeed once the lock is gone; the others were refused. */
    private static void allDone(List<CompletableFuture<?>> calls) {
        for (CompletableFuture<?> call : calls) {
            Throwable failure = call.handle((_, e) -> e).join();
            if (failure != null) {
                assertThat(failure.getCause())
                        .isInstanceOfAny(IndexBusyException.class, StoreUnavailableException.class);
            }
        }
    }

    private Connection locked(String tables) throws SQLException {
        Connection holder = DriverManager.getConnection(url, server.username(), server.password());
        holder.setAutoCommit(false);
        try (var statement = holder.createStatement()) {
            statement.execute("LOCK TABLE " + tables + " IN ACCESS EXCLUSIVE MODE");
        }
        return holder;
    }

    /** Until so many backends wait for the locks. */
    private static void awaitWaiting(Connection holder, int backends) {
        SqlQuery waiting =
                new SqlQuery()
                        .add(
                                "SELECT count(DISTINCT w.pid) FROM pg_locks w JOIN pg_locks h"
                                        + " ON h.relation = w.relation AND h.database = w.database"
                                        + " WHERE NOT w.granted AND h.pid = pg_backend_pid()");
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> waiting.number(holder) >= backends);
    }

    private static Document document(String id) {
        return new Document(
                id, null, "text", Map.of(), "h", List.of(new Chunk(0, 4, Embedding.of(1, 0, 0))));
    }
}
