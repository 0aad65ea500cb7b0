package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.postgres.PostgresServer;
import io.semblance.store.StoreIncompatibleException;

import org.junit.jupiter.api.Test;

import java.sql.DriverManager;
import java.sql.SQLException;

/** A database whose pgvector does not do is refused with both sides named. */
class PgVectorVersionTests {

    @Test
    void versionsAreComparedByNumbers() {
        assertThat(PgVectorVersion.parse("0.8.10")).isGreaterThan(PgVectorVersion.parse("0.8.4"));
        assertThat(PgVectorVersion.parse("0.8")).isEqualTo(new PgVectorVersion(0, 8, 0));
        assertThat(PgVectorVersion.parse("1.0.0-beta")).hasToString("1.0.0");
        assertThatThrownBy(() -> PgVectorVersion.parse("unreleased"))
                .isInstanceOf(StoreIncompatibleException.class)
                .hasMessageContaining("'unreleased'");
    }

    @Test
    void versionThatIsTooOldIsRefused() throws SQLException {
        try (PostgresServer server = PostgresServer.own();
                var connection =
                        DriverManager.getConnection(
                                server.url(), server.username(), server.password());
                var statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'");
            try (var store = store(server, server.username())) {
                assertThatThrownBy(store::names)
                        .isInstanceOf(StoreIncompatibleException.class)
                        .hasMessageContaining("0.7.4")
                        .hasMessageContaining("0.8.0")
                        .hasMessageContaining("ALTER EXTENSION vector UPDATE");
            }
            statement.execute("DROP EXTENSION vector");
            statement.execute(
                    "CREATE ROLE reader LOGIN PASSWORD '%s'".formatted(server.password()));
            try (var store = store(server, "reader")) {
                assertThatThrownBy(store::names)
                        .isInstanceOf(StoreIncompatibleException.class)
                        .hasMessageContaining("CREATE EXTENSION vector");
            }
        }
    }

    private static PgVectorDocumentStore store(PostgresServer server, String user) {
        PgVectorProperties properties = TestStores.properties(2_000);
        return new PgVectorDocumentStore(
                new PgConnections(
                        new PgAddress(server.url(), user, server.password()),
                        properties,
                        new SimpleMeterRegistry()),
                properties);
    }
}
