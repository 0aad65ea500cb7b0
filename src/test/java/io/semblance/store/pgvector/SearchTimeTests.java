package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.Hit;
import io.semblance.store.StoreUnavailableException;
import io.semblance.value.Deadline;
import io.semblance.value.DeadlineExceededException;
import io.semblance.value.Embedding;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Searches with less time than the database takes, over the one connection that there is. */
@Timeout(120)
class SearchTimeTests {

    private static final PgVectorProperties ONE_CONNECTION =
            new PgVectorProperties(
                    1,
                    1,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    100,
                    2_000,
                    DataSize.ofMegabytes(64),
                    50,
                    Duration.ofMinutes(2));

    private final PostgresServer server = PostgresServer.shared();
    private final String url = server.urlOfNewSchema();
    private final PgConnections connections = TestStores.connections(url, ONE_CONNECTION);
    private final PgVectorDocumentStore store =
            new PgVectorDocumentStore(connections, ONE_CONNECTION);
    private DocumentIndex index;
    private List<Hit> hits;

    @BeforeEach
    void fill() {
        index = store.create(TestStores.DOCS);
        List<Chunk> chunks = List.of(new Chunk(0, 4, Embedding.of(1, 0, 0)));
        index.upsert(List.of(new Document("a", null, "text", Map.of(), "h", chunks)));
        hits = index.search(TestStores.NEAREST).hits();
        assertThat(hits).hasSize(1);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void databaseEndsASearchWhoseTimeIsUpAndTheConnectionServesTheNext() throws SQLException {
        List<String> session = session();
        try (Connection _ = lockedChunks()) {
            assertThatThrownBy(() ->
                            index.search(
                                            TestStores.NEAREST.before(
                                                    Deadline.after(Duration.ofMillis(200))))
                                    .hits())
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("the deadline of 200 ms passed")
                    .hasRootCauseMessage("ERROR: canceling statement due to statement timeout");
        }

        assertThat(index.search(TestStores.NEAREST).hits()).isEqualTo(hits);
        assertThat(
                        index.search(
                                        TestStores.NEAREST.before(
                                                Deadline.after(Duration.ofSeconds(29))))
                                .hits())
                .isEqualTo(hits);
        assertThat(
                        index.search(TestStores.NEAREST.before(Deadline.after(Duration.ofDays(1))))
                                .hits())
                .isEqualTo(hits);
        assertThat(session()).as("the same, with its own limit").isEqualTo(session);
    }

    @Test
    void searchThatSomebodyCancelsHasNotRunOutOfTime() throws SQLException {
        try (Connection other = lockedChunks()) {
            var searching =
                    CompletableFuture.supplyAsync(() ->
                            index.search(
                                            TestStores.NEAREST.before(
                                                    Deadline.after(Duration.ofSeconds(29))))
                                    .hits());
            SqlQuery cancel =
                    new SqlQuery()
                            .add(
                                    "SELECT pg_cancel_backend(pid)::text FROM pg_locks"
                                            + " WHERE NOT granted AND relation = 'docs'::regclass");
            await().until(() -> !cancel.strings(other).isEmpty());

            assertThatThrownBy(searching::join)
                    .hasCauseInstanceOf(StoreUnavailableException.class)
                    .hasRootCauseMessage("ERROR: canceling statement due to user request");
        }
    }

    @Test
    void searchWaitsForAConnectionNoLongerThanItHasTime() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread other = Thread.ofVirtual().start(() -> hold(held, release));
        held.await();

        assertThatThrownBy(() ->
                        index.search(
                                        TestStores.NEAREST.before(
                                                Deadline.after(Duration.ofMillis(50))))
                                .hits())
                .isInstanceOf(DeadlineExceededException.class);
        release.countDown();
        other.join();
        assertThat(
                        index.search(
                                        TestStores.NEAREST.before(
                                                Deadline.after(Duration.ofSeconds(29))))
                                .hits())
                .as("who gave up has given the connection back")
                .isEqualTo(hits);
    }

    /** Takes the one connection for reads. */
    private void hold(CountDownLatch held, CountDownLatch release) {
        connections.read(_ -> {
            held.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        });
    }

    /** Another's transaction, which keeps everybody from the chunks until it is closed. */
    private Connection lockedChunks() throws SQLException {
        Connection other = DriverManager.getConnection(url, server.username(), server.password());
        other.setAutoCommit(false);
        try (var statement = other.createStatement()) {
            statement.execute("LOCK TABLE docs IN ACCESS EXCLUSIVE MODE");
        }
        return other;
    }

    private List<String> session() {
        return connections.read(connection ->
                new SqlQuery()
                        .add("SELECT pg_backend_pid() || current_setting('statement_timeout')")
                        .strings(connection));
    }
}
