package io.semblance.store.pgvector;

import io.semblance.store.StoreException;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Monitors, through other connections, a connection whose statements may take hours: a timeout
 * cannot distinguish such a statement from a response that was lost on the network. If the backend
 * is not seen active for too long, the connection is aborted and the backend is terminated.
 * Monitors one connection at a time.
 */
final class BackendMonitor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackendMonitor.class);

    /** The longest time between two checks: a stall is noticed soon even if the timeout is long. */
    private static final Duration MAX_PERIOD = Duration.ofSeconds(5);

    private final PgConnections connections;
    private final Duration stallTimeout;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("semblance-index-watch").factory());

    /**
     * The backend that could not be terminated when its connection was aborted; null if there is
     * none.
     */
    private volatile @Nullable Backend orphan;

    /** The monitored connection; null if no connection is monitored. */
    private volatile @Nullable Watched current;

    /**
     * @param stallTimeout after which a backend that was not seen active is terminated
     */
    BackendMonitor(PgConnections connections, Duration stallTimeout) {
        this.connections = connections;
        this.stallTimeout = stallTimeout;
    }

    /**
     * A backend process of PostgreSQL.
     *
     * @param start when it was started, since process ids are reused; null if unknown
     */
    private record Backend(int pid, @Nullable String start) {}

    /**
     * Monitors a connection until the result is closed. A backend that an earlier connection left
     * behind is terminated first.
     */
    Watched over(Connection connection) throws SQLException {
        Backend left = orphan;
        if (left != null) {
            terminate(left);
            orphan = null;
        }
        Watched watched =
                new Watched(connection, connection.unwrap(PGConnection.class).getBackendPID());
        current = watched;
        return watched;
    }

    /** A monitored connection. */
    final class Watched implements AutoCloseable {

        private final Connection connection;
        private final Future<?> checks;
        private Backend backend;
        private long seenNanos = System.nanoTime();
        private volatile boolean stalled;

        private Watched(Connection connection, int pid) {
            this.connection = connection;
            this.backend = new Backend(pid, null);
            Duration quarter = stallTimeout.dividedBy(4);
            Duration period = quarter.compareTo(MAX_PERIOD) < 0 ? quarter : MAX_PERIOD;
            this.checks =
                    thread.scheduleWithFixedDelay(
                            this::check,
                            period.toMillis(),
                            period.toMillis(),
                            TimeUnit.MILLISECONDS);
        }

        private void check() {
            if (stalled) {
                return;
            }
            if (isActive()) {
                seenNanos = System.nanoTime();
            } else if (System.nanoTime() - seenNanos > stallTimeout.toNanos()) {
                abortAndTerminate();
            }
        }

        private boolean isActive() {
            try {
                return connections.read(this::isActive);
            } catch (StoreException | IllegalStateException e) {
                log.debug("Cannot monitor backend {}", backend.pid(), e);
                return false;
            }
        }

        private boolean isActive(Connection other) throws SQLException {
            SqlQuery sql =
                    new SqlQuery()
                            .add(
                                    "SELECT backend_start::text, coalesce(state, '') NOT LIKE"
                                            + " 'idle%' FROM pg_stat_activity WHERE pid = ?",
                                    backend.pid());
            try (PreparedStatement statement = sql.prepare(other);
                    ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
                String start = rows.getString(1);
                if (backend.start() == null) {
                    backend = new Backend(backend.pid(), start);
                }
                return start != null && start.equals(backend.start()) && rows.getBoolean(2);
            }
        }

        private void abortAndTerminate() {
            stalled = true;
            log.warn(
                    "The connection of an index build is aborted: its backend {} was not seen"
                            + " active for {} s",
                    backend.pid(),
                    stallTimeout.toSeconds());
            abort();
            try {
                terminate(backend);
            } catch (StoreException | IllegalStateException e) {
                log.debug("Cannot terminate backend {} now", backend.pid(), e);
                orphan = backend;
            }
        }

        private void abort() {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("Cannot abort the connection of backend {}", backend.pid(), e);
            }
        }

        /** The failure of a statement; a different one if the monitor aborted the connection. */
        SQLException explained(SQLException failure) {
            return stalled
                    ? new SQLTransientConnectionException(
                            "the database did not respond for"
                                    + " semblance.pgvector.index-stall-timeout, "
                                    + stallTimeout.toMillis()
                                    + " ms",
                            failure)
                    : failure;
        }

        @Override
        public void close() {
            current = null;
            checks.cancel(false);
        }
    }

    private void terminate(Backend backend) {
        String start = backend.start();
        if (start != null) {
            connections.read(connection ->
                    new SqlQuery()
                            .add(
                                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                            + " WHERE pid = ? AND backend_start::text = ?",
                                    backend.pid(),
                                    start)
                            .number(connection));
        }
    }

    /** Aborts the monitored connection: its statement would outlast the process. */
    @Override
    public void close() {
        thread.shutdownNow();
        Watched last = current;
        if (last != null) {
            last.abort();
        }
    }
}
