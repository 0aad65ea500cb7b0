package io.semblance.postgres;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A real PostgreSQL with pgvector. It is, in this order: the one that {@code
 * SEMBLANCE_TEST_POSTGRES_URL} names (with {@code _USER} and {@code _PASSWORD}); a container, where
 * a Docker engine answers and the image can be had; one of {@code db/test-postgres}, on Debian and
 * Ubuntu. Where there is none of these, the test fails and says what is missing.
 */
public final class PostgresServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

    private static final int DEFAULT_PORT = 5432;

    private static @Nullable PostgresServer shared;
    private static @Nullable String unavailable;

    private final PostgresInstance instance;
    private final Set<String> schemas = ConcurrentHashMap.newKeySet();

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
                Runtime.getRuntime().addShutdownHook(new Thread(started::end));
                shared = started;
            } catch (PostgresUnavailableException e) {
                unavailable = e.getMessage();
                throw e;
            }
        }
        return shared;
    }

    private static PostgresInstance find() {
        return PostgresAccess.of(System.getenv())
                .<PostgresInstance>map(GivenPostgres::new)
                .orElseGet(() -> start(false));
    }

    private static PostgresInstance start(boolean durable) {
        return ContainerPostgres.startWhereThereIsAnEngine(durable)
                .orElseGet(() -> ScriptPostgres.start(durable));
    }

    /**
     * A new server for one test, which can be killed and started again: durable, so that what was
     * committed survives that, and never the one that the environment names. To be closed by who
     * asks for it.
     *
     * @throws PostgresUnavailableException if there is none to be had
     */
    public static PostgresServer own() {
        return new PostgresServer(start(true));
    }

    /** JDBC URL of its database; everything in {@code public}, where the extension is. */
    public String url() {
        return instance.access().url();
    }

    /**
     * JDBC URL of the same database in a new, empty schema, so that tests do not see each other:
     * unqualified names mean that schema first, then {@code public}.
     */
    public String urlOfNewSchema() {
        String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute("CREATE SCHEMA " + schema);
        schemas.add(schema);
        char separator = url().contains("?") ? '&' : '?';
        return url() + separator + "currentSchema=" + schema + ",public";
    }

    /** Where it listens: the target of a {@link TcpProxy}. */
    public InetSocketAddress address() {
        URI server = URI.create(url().substring("jdbc:".length()));
        return new InetSocketAddress(
                server.getHost(), server.getPort() < 0 ? DEFAULT_PORT : server.getPort());
    }

    /** The same JDBC URL, but by way of a proxy for this server. */
    public static String through(TcpProxy proxy, String url) {
        return through(proxy.address(), url);
    }

    /** The same URL by way of a local address. */
    public static String through(InetSocketAddress local, String url) {
        return url.replaceFirst("//[^/]+/", "//127.0.0.1:" + local.getPort() + "/");
    }

    /** Who to connect as: may create schemas, tables and extensions. */
    public String username() {
        return instance.access().username();
    }

    /** That user's password. */
    public String password() {
        return instance.access().password();
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

    private void end() {
        if (instance instanceof GivenPostgres) {
            schemas.forEach(each -> execute("DROP SCHEMA " + each + " CASCADE"));
        }
        instance.close();
    }

    private void execute(String sql) {
        try (Connection connection = instance.access().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    sql + " failed on " + instance + ": " + e.getMessage(), e);
        }
    }
}
