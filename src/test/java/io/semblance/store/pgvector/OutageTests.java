package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.postgres.PostgresServer;
import io.semblance.postgres.TcpProxy;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.StoreUnavailableException;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** The database fails in every way; the store says so in bounded time, and loses nothing. */
@Timeout(120)
class OutageTests {

    private @Nullable PgVectorDocumentStore store;
    private @Nullable PgConnections connections;

    private PgVectorDocumentStore open(PostgresServer server, String url) {
        PgVectorProperties properties =
                new PgVectorProperties(
                        2,
                        2,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofMillis(500),
                        100,
                        2_000,
                        DataSize.ofMegabytes(64),
                        50,
                        Duration.ofMinutes(2));
        connections =
                new PgConnections(
                        new PgAddress(url, server.username(), server.password()),
                        properties,
                        new SimpleMeterRegistry());
        store = new PgVectorDocumentStore(connections, properties);
        return store;
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheDatabaseIsKilledAmidWrites() throws Exception {
        try (PostgresServer server = PostgresServer.own()) {
            DocumentIndex index = open(server, server.url()).create(TestStores.DOCS);
            Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            for (int kill = 0; kill < 3; kill++) {
                killAmidWritesAndSearches(server, index, kill, acknowledged, failures);
                await().atMost(Duration.ofSeconds(30)).until(() -> answers(index));
                assertWhole(index, acknowledged);
            }
            assertThat(acknowledged).hasSizeGreaterThan(20);
            assertThat(failures)
                    .isNotEmpty()
                    .allSatisfy(
                            each -> assertThat(each).isInstanceOf(StoreUnavailableException.class));
        }
    }

    private static void killAmidWritesAndSearches(
            PostgresServer server,
            DocumentIndex index,
            int round,
            Map<String, Integer> acknowledged,
            List<Throwable> failures)
            throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(20 + 10 * round);
        AtomicBoolean killed = new AtomicBoolean();
        List<Thread> threads =
                IntStream.range(0, 4)
                        .mapToObj(writer ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            for (int i = 0; !killed.get(); i++) {
                                                int version = 1_000 * round + i;
                                                String id = "w" + writer + "-" + i % 15;
                                                try {
                                                    index.upsert(List.of(document(id, version)));
                                                    acknowledged.put(id, version);
                                                    index.search(TestStores.NEAREST).hits();
                                                    enough.countDown();
                                                } catch (RuntimeException e) {
                                                    failures.add(e);
                                                }
                                            }
                                        }))
                        .toList();
        enough.await();
        server.kill();
        await().atMost(Duration.ofSeconds(30)).until(() -> !failures.isEmpty());
        server.restart();
        killed.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void assertWhole(DocumentIndex index, Map<String, Integer> acknowledged) {
        acknowledged.forEach((id, version) -> {
            var stored = index.get(id).orElseThrow();
            int found = Integer.parseInt(stored.summary().contentHash().substring(1));
            // A write whose answer the kill swallowed may stand.
            assertThat(found).isGreaterThanOrEqualTo(version);
            assertThat(stored.text()).isEqualTo(text(found));
            assertThat(stored.summary().chunks()).isEqualTo(chunks(found));
        });
        long chunks = index.list(1_000, null, null).stream().mapToLong(head -> head.chunks()).sum();
        assertThat(index.status().chunks()).as("no document is there in part").isEqualTo(chunks);
    }

    @Test
    void databaseThatIsNotThereYetIsFoundWhenItIs() {
        try (PostgresServer server = PostgresServer.own()) {
            server.kill();
            PgVectorDocumentStore store = open(server, server.url());
            assertThatThrownBy(store::check)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("refused");

            server.restart();
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(store.names()).isEmpty());
        }
    }

    /** Only reads ask while it is away, so their pool waits longest between two tries. */
    @Test
    void storeThatSaysItAnswersAnswersReads() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String url = server.urlOfNewSchema();
        try (TcpProxy proxy = new TcpProxy(server.address())) {
            PgVectorDocumentStore store = open(server, PostgresServer.through(proxy, url));
            DocumentIndex index = store.create(TestStores.DOCS);
            index.upsert(List.of(document("a", 1)));
            proxy.refuse();
            proxy.cut();
            for (int i = 0; i < 7; i++) {
                assertThatThrownBy(() -> index.search(TestStores.NEAREST).hits())
                        .isInstanceOf(StoreUnavailableException.class);
            }
            proxy.heal();

            await().atMost(Duration.ofSeconds(30)).until(() -> answers(store::check));
            assertThat(index.search(TestStores.NEAREST).hits()).hasSize(1);
        }
    }

    @Test
    void callsOnALineThatIsDeadEndInBoundedTime() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String url = server.urlOfNewSchema();
        try (TcpProxy proxy = new TcpProxy(server.address())) {
            DocumentIndex index =
                    open(server, PostgresServer.through(proxy, url)).create(TestStores.DOCS);
            index.upsert(List.of(document("a", 1)));
            assertThat(index.search(TestStores.NEAREST).hits()).hasSize(1);

            proxy.stall();
            assertThatThrownBy(() -> index.search(TestStores.NEAREST).hits())
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> index.upsert(List.of(document("a", 2))))
                    .isInstanceOf(StoreUnavailableException.class);

            proxy.heal();
            await().atMost(Duration.ofSeconds(30)).until(() -> answers(index));
            index.upsert(List.of(document("a", 3)));
            assertThat(index.get("a").orElseThrow().text()).isEqualTo(text(3));
        }
    }

    @Test
    void connectionsThatAreCutAreMadeAgain() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String url = server.urlOfNewSchema();
        try (TcpProxy proxy = new TcpProxy(server.address())) {
            DocumentIndex index =
                    open(server, PostgresServer.through(proxy, url)).create(TestStores.DOCS);
            index.upsert(List.of(document("a", 1)));
            proxy.cut();

            await().atMost(Duration.ofSeconds(30)).until(() -> answers(index));
            proxy.delay(Duration.ofMillis(30));
            index.upsert(List.of(document("b", 1)));
            assertThat(index.search(TestStores.NEAREST).hits()).hasSize(2);
        }
    }

    @Test
    void slowSearchesKeepNoWriteWaiting() throws Exception {
        PostgresServer server = PostgresServer.shared();
        DocumentIndex index = open(server, server.urlOfNewSchema()).create(TestStores.DOCS);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(2);
        PgConnections connections = Objects.requireNonNull(this.connections);
        List<Thread> searches =
                IntStream.range(0, 2)
                        .mapToObj(_ ->
                                Thread.ofVirtual()
                                        .start(() ->
                                                connections.read(_ -> {
                                                    held.countDown();
                                                    awaitQuietly(release);
                                                    return null;
                                                })))
                        .toList();
        held.await();

        index.upsert(List.of(document("a", 1)));
        assertThatThrownBy(() -> index.search(TestStores.NEAREST).hits())
                .isInstanceOf(StoreUnavailableException.class);
        release.countDown();
        for (Thread search : searches) {
            search.join();
        }
        assertThat(index.search(TestStores.NEAREST).hits()).hasSize(1);
    }

    @Test
    void searchThatTakesTooLongIsEnded() {
        PostgresServer server = PostgresServer.shared();
        open(server, server.urlOfNewSchema()).check();
        PgConnections connections = Objects.requireNonNull(this.connections);

        assertThatThrownBy(() ->
                        connections.read(connection -> {
                            try (var statement = connection.createStatement()) {
                                return statement.execute("SELECT pg_sleep(60)");
                            }
                        }))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("semblance.pgvector.read-timeout");
    }

    @Test
    void writeThatWaitsTooLongForAnotherIsRefused() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String url = server.urlOfNewSchema();
        DocumentIndex index = open(server, url).create(TestStores.DOCS);
        index.upsert(List.of(document("a", 1)));
        try (var other = DriverManager.getConnection(url, server.username(), server.password());
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM docs_doc WHERE doc_id = 'a' FOR UPDATE");

            assertThatThrownBy(() -> index.upsert(List.of(document("a", 2))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("semblance.pgvector.lock-timeout");
            other.rollback();
        }
        index.upsert(List.of(document("a", 3)));
        assertThat(index.get("a").orElseThrow().text()).isEqualTo(text(3));
    }

    private static boolean answers(DocumentIndex index) {
        return answers(() -> index.count(null));
    }

    private static boolean answers(Runnable call) {
        try {
            call.run();
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int chunks(int version) {
        return 1 + version % 5;
    }

    private static String text(int version) {
        return ("version " + version + " ").repeat(chunks(version));
    }

    private static Document document(String id, int version) {
        int length = text(version).length() / chunks(version);
        return new Document(
                id,
                null,
                text(version),
                Map.of("v", version),
                "h" + version,
                IntStream.range(0, chunks(version))
                        .mapToObj(i ->
                                new Chunk(
                                        i * length, (i + 1) * length, Embedding.of(1, i, version)))
                        .toList());
    }
}
