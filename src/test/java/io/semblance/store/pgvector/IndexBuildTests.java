package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.semblance.postgres.PostgresServer;
import io.semblance.postgres.TcpProxy;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;
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
import java.util.stream.IntStream;

/**
 * Builds of indexes that fail or hang, and are done by themselves after all. A build is held where
 * a test wants it by a transaction that has written to the table: it waits for that to end.
 */
@Timeout(120)
class IndexBuildTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final PgVectorProperties PROPERTIES =
            new PgVectorProperties(
                    4,
                    4,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofMillis(300),
                    100,
                    10,
                    DataSize.ofMegabytes(64),
                    50,
                    Duration.ofSeconds(1));

    private static final IndexTables TABLES = new IndexTables(TestStores.DOCS);

    private final PostgresServer server = PostgresServer.shared();
    private final String url = server.urlOfNewSchema();
    private PgVectorDocumentStore store;
    private DocumentIndex index;
    private @Nullable PgVectorDocumentStore other;

    @BeforeEach
    void fill() {
        store = open(url);
        index = store.create(TestStores.DOCS);
        index.upsert(IntStream.range(0, 20).mapToObj(i -> document("d" + i, i)).toList());
    }

    private static PgVectorDocumentStore open(String url) {
        return new PgVectorDocumentStore(TestStores.connections(url, PROPERTIES), PROPERTIES);
    }

    @AfterEach
    void close() {
        store.close();
        if (other != null) {
            other.close();
        }
    }

    @Test
    void buildWhoseBackendIsTerminatedIsTriedAgain() throws SQLException {
        try (Connection holder = writer()) {
            for (int round = 0; round < 2; round++) {
                awaitBuilding();
                terminateBuild();
                await().atMost(PATIENCE).until(() -> state().startsWith("build failed, next try"));
                assertThat(state()).contains("terminating connection");
                assertThat(Objects.requireNonNull(store.summaries().get("docs")).state())
                        .startsWith("build failed");
            }
            holder.rollback();
        }
        awaitReady();
    }

    @Test
    void tableThatIsLockedIsTriedAgain() throws SQLException {
        try (Connection holder = writer("LOCK TABLE docs_doc IN SHARE ROW EXCLUSIVE MODE")) {
            await().atMost(PATIENCE).until(() -> state().contains("lock timeout"));
            holder.rollback();
        }
        awaitReady();
    }

    @Test
    void buildWhoseAnswerIsLostOnTheNetworkIsTriedAgain() throws SQLException {
        store.close();
        try (TcpProxy proxy = new TcpProxy(server.address())) {
            store = open(PostgresServer.through(proxy, url));
            index = store.open(TestStores.DOCS);
            try (Connection holder = writer()) {
                awaitBuilding();
                proxy.stall();
                holder.rollback();
                // Read from this process alone: nothing comes through.
                await().atMost(PATIENCE)
                        .until(() ->
                                store.builder()
                                        .stateWithoutGraph("docs", 20)
                                        .startsWith("build failed"));
            }
            proxy.heal();
            awaitReady();
            store.close();
        }
    }

    @Test
    void whatAnotherProcessLeftUnfinishedIsBuiltByThisOne() throws SQLException {
        other = open(url);
        other.open(TestStores.DOCS);
        try (Connection holder = writer()) {
            awaitBuilding();
            terminateBuild();
            awaitBuilding();
            holder.rollback();
        }
        awaitReady();
    }

    @Test
    void indexOfWordsThatIsMissingOrInvalidIsBuiltToo() throws SQLException {
        awaitReady();
        TestStores.execute(url, "DROP INDEX docs_words");
        TestStores.execute(
                url,
                "UPDATE pg_index SET indisvalid = false"
                        + " WHERE indexrelid = 'docs_metadata'::regclass");
        index = store.open(TestStores.DOCS);

        awaitReady();
    }

    private String state() {
        return index.status().state();
    }

    private void awaitReady() {
        SqlQuery valid =
                new SqlQuery()
                        .add(
                                "SELECT count(*) FROM pg_index WHERE indisvalid AND NOT"
                                        + " indisprimary AND indrelid IN ('docs'::regclass,"
                                        + " 'docs_doc'::regclass)");
        SqlQuery all =
                new SqlQuery()
                        .add(
                                "SELECT count(*) FROM pg_index WHERE NOT indisprimary AND indrelid"
                                        + " IN ('docs'::regclass, 'docs_doc'::regclass)");
        int indexes = TABLES.secondaryIndexes().size();
        await().atMost(PATIENCE).until(() -> number(valid) == indexes && number(all) == indexes);
        assertThat(state()).isEqualTo("ready");
    }

    private long number(SqlQuery sql) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(url, server.username(), server.password())) {
            return sql.number(connection);
        }
    }

    /** Until a build waits for the transaction of a {@link #writer}. */
    private void awaitBuilding() {
        await().atMost(PATIENCE).until(() -> builds("pid") == 1);
    }

    private void terminateBuild() throws SQLException {
        assertThat(builds("pg_terminate_backend(pid)")).isEqualTo(1);
    }

    /**
     * How many builds wait for a transaction, after doing this with each. One that follows a failed
     * one first drops what that has left.
     */
    private long builds(String expression) throws SQLException {
        return number(
                new SqlQuery()
                        .add(
                                """
                                SELECT count(%s) FROM pg_stat_activity
                                WHERE query ~ '^(CREATE|DROP) INDEX CONCURRENTLY'
                                  AND wait_event_type = 'Lock'
                                  AND pid IN (SELECT pid FROM pg_locks WHERE relation IN
                                      ('docs'::regclass, 'docs_doc'::regclass))\
                                """
                                        .formatted(expression)));
    }

    /** A transaction that has written to the tables and is open until it is closed. */
    private Connection writer() throws SQLException {
        return writer("LOCK TABLE docs, docs_doc IN ROW EXCLUSIVE MODE");
    }

    private Connection writer(String sql) throws SQLException {
        Connection holder = DriverManager.getConnection(url, server.username(), server.password());
        holder.setAutoCommit(false);
        try (var statement = holder.createStatement()) {
            statement.execute(sql);
        }
        return holder;
    }

    private static Document document(String id, int number) {
        return new Document(
                id,
                null,
                "text",
                Map.of(),
                "h",
                List.of(new Chunk(0, 4, Embedding.of(1, number, 1))));
    }
}
