package io.semblance.store.pgvector;

import io.semblance.store.StoreIncompatibleException;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Checks whether a connection keeps its session. A pooler may use another server connection for
 * each transaction, such as PgBouncer with {@code pool_mode = transaction}. Settings, prepared
 * statements, temporary tables and advisory locks are then lost between transactions, or appear in
 * the session of another client: searches would be slow or wrong, and writes would fail at random.
 */
final class SessionCheck {

    /** The number of checks that detect a pooler which uses its server connections in turn. */
    private static final int TURNS = 3;

    private static final String PROTOCOL_VIOLATION = "08P01";

    private SessionCheck() {}

    /**
     * Compares the backends of two connections that are open at the same time.
     *
     * @param source of connections that do not prepare statements
     * @throws StoreIncompatibleException if they share one, or one of them changes
     */
    static void requireSessions(PgConnections.Source source) throws SQLException {
        try (Connection one = source.connection();
                Connection other = source.connection()) {
            String backend = backend(one);
            // A pooler usually assigns the server connection that was used last.
            require(!backend.equals(backend(other)));
            // While a transaction holds this server connection, a pooler must assign another one.
            begin(other);
            require(backend.equals(backend(one)));
            other.rollback();
            for (int turn = 0; turn < TURNS; turn++) {
                require(backend.equals(backend(one)));
            }
        }
    }

    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            backend(connection);
        } catch (SQLException e) {
            // PgBouncer's response in statement mode.
            require(!PROTOCOL_VIOLATION.equals(e.getSQLState()));
            throw e;
        }
    }

    /**
     * The id and start time of the backend process: the id alone may be the same on two servers.
     */
    private static String backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT pid || ' ' || backend_start FROM pg_stat_activity"
                                        + " WHERE pid = pg_backend_pid()")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void require(boolean session) {
        if (!session) {
            throw new StoreIncompatibleException(
                    "the database is behind a connection pooler in transaction or statement mode,"
                        + " which does not keep settings, prepared statements and temporary tables"
                        + " of a session",
                    "Connect to PostgreSQL directly, or set the pooler to session mode (PgBouncer:"
                            + " pool_mode = session), with spring.datasource.url. Semblance has"
                            + " its own pools of connections.",
                    null);
        }
    }
}
