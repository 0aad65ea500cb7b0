package io.semblance.postgres;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A real PostgreSQL with pgvector. It is, in this order: the one that {@code
 * SEMBLANCE_TEST_POSTGRES_URL} names (with {@code _USER} and {@code _PASSWORD}); a container, where
 * a Docker engine answers and the image can be had; one of {@code db/test-postgres}, on Debian and
 * Ubuntu. Where there is none of these, the test fails and says what is missing.
 */
public final class PostgresServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

    private static @Nullable PostgresServer shared;
    private static @Nullable String unavailable;

    private final PostgresInstance instance;

    private PostgresServer(PostgresInstance instance) {
        this.instance = instance;
        log.info("PostgreSQL for tests: {}", instance);
        execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public");
    }

    /**
     * The server that all tests of this JVM share: fast and not durable. It is started by the first
     * who asks and stopped when the JVM ends.
     *
     * @throws PostgresUnavailableException if there is none to be had
     */
    public static synchronized PostgresServer shared() {
        if (unavailable != null) {
            // Trying it took long enough once.
            throw new PostgresUnavailableException(unavailable);
        }
        if (shared == null) {
            try {
                PostgresServer started = new PostgresServer(find());
                Runtime.getRuntime().addShutdownHook(new Thread(started.instance::close));
                shared = started;
            } catch (PostgresUnavailableException e) {
                unavailable = e.getMessage();
                throw e;
            }
        }
        return shared;
    }

    private static PostgresInstance find() {
        return GivenPostgres.of(System.getenv())
                .map(PostgresInstance.class::cast)
                .or(ContainerPostgres::startIfThereIsAnEngine)
                .orElseGet(() -> ScriptPostgres.start(false));
    }

    /**
     * A new server for one test, which can be killed and started again: durable, so that what was
     * committed survives that. To be closed by who asks for it.
     *
     * @throws PostgresUnavailableException if there is none to be had
     */
    public static PostgresServer own() {
        return new PostgresServer(ScriptPostgres.start(true));
    }

    /** JDBC URL of its database; everything in {@code public}, where the extension is. */
    public String url() {
        return instance.url();
    }

    /**
     * JDBC URL of the same database in a new, empty schema, so that tests do not see each other:
     * unqualified names mean that schema first, then {@code public}.
     */
    public String urlOfNewSchema() {
        String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute("CREATE SCHEMA " + schema);
        char separator = url().contains("?") ? '&' : '?';
        return url() + separator + "currentSchema=" + schema + ",public";
    }

    /** Who to connect as: may create schemas, tables and extensions. */
    public String username() {
        return instance.username();
    }

    /** That user's password. */
    public String password() {
        return instance.password();
    }

    /** Ends an {@linkplain #own own} server at once and uncleanly, as kill -9 does. */
    public void kill() {
        instance.kill();
    }

    /** Starts a killed server again: same data, same port. It answers when this returns. */
    public void restart() {
        instance.restart();
    }

    /**
     * Stops an {@linkplain #own own} server and removes its data; does nothing to the shared one.
     */
    @Override
    public void close() {
        if (this != shared) {
            instance.close();
        }
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url(), username(), password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed on " + instance, e);
        }
    }
}
