package io.semblance.store.pgvector;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.postgres.PostgresServer;

import org.springframework.util.unit.DataSize;

import java.time.Duration;

/** Stores for tests. */
final class TestStores {

    private TestStores() {}

    /** A store on the shared server. */
    static PgVectorDocumentStore open(String url) {
        PostgresServer server = PostgresServer.shared();
        PgVectorProperties properties = properties();
        return new PgVectorDocumentStore(
                new PgConnections(
                        new PgAddress(url, server.username(), server.password()),
                        properties,
                        new SimpleMeterRegistry()),
                properties);
    }

    static PgVectorProperties properties() {
        return new PgVectorProperties(
                8,
                8,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                100,
                2_000,
                DataSize.ofMegabytes(64));
    }
}
