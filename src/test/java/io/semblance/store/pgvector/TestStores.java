package io.semblance.store.pgvector;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.postgres.PostgresServer;
import io.semblance.store.IndexDefinition;
import io.semblance.store.Language;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.Storage;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.springframework.util.unit.DataSize;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Stores for tests. */
final class TestStores {

    /** An index of vectors with three components. */
    static final IndexDefinition DOCS =
            new IndexDefinition(
                    "docs", 3, Similarity.COSINE, Language.ENGLISH, Storage.HALFVEC, 16, 64);

    /** The documents nearest to (1, 0, 0). */
    static final SearchRequest NEAREST =
            new SearchRequest(
                    new Retrieval.ByVector(Embedding.of(1, 0, 0)),
                    0,
                    10,
                    null,
                    false,
                    Grouping.DOCUMENT,
                    true,
                    true);

    private TestStores() {}

    /** A store on the shared server. */
    static PgVectorDocumentStore open(String url) {
        PgVectorProperties properties = properties(2_000);
        return new PgVectorDocumentStore(connections(url, properties), properties);
    }

    static PgConnections connections(String url, PgVectorProperties properties) {
        PostgresServer server = PostgresServer.shared();
        return new PgConnections(
                new PgAddress(url, server.username(), server.password()),
                properties,
                new SimpleMeterRegistry());
    }

    /** The defaults but for this. */
    static PgVectorProperties properties(int exactBelow) {
        return new PgVectorProperties(
                8,
                8,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                100,
                exactBelow,
                DataSize.ofMegabytes(64),
                50,
                Duration.ofMinutes(2));
    }

    /** Executes a statement on the shared server. */
    static void execute(String url, String sql) throws SQLException {
        PostgresServer server = PostgresServer.shared();
        try (var connection =
                        DriverManager.getConnection(url, server.username(), server.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Until each index has so many documents in the list, and its size was measured. */
    static void awaitCounts(PgVectorDocumentStore store, Map<String, Long> documents) {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        store.summaries().entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                Map.Entry::getKey,
                                                entry ->
                                                        Objects.requireNonNullElse(
                                                                entry.getValue().documents(), -1L)))
                                .equals(documents));
    }
}
