package io.semblance.store.pgvector;

import com.pgvector.PGvector;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.store.IndexBusyException;
import io.semblance.store.StoreUnavailableException;
import io.semblance.value.Deadline;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

import javax.sql.DataSource;

/**
 * Connections to the database: one pool for reads and one for writes, so that slow searches do not
 * delay writes and slow writes do not delay searches. A call for an index uses a connection of the
 * index's share ({@link Bulkhead}), so that one slow index does not block the others. Every call
 * has a time limit: for the wait for a connection, for the statement in the database, and for a
 * response over a broken network. Thread-safe.
 */
final class PgConnections implements AutoCloseable {

    /**
     * How often a transaction is attempted if it ends with a deadlock or a serialization failure.
     */
    private static final int MAX_ATTEMPTS = 5;

    /** The time that the network may take in addition to a statement's time limit. */
    private static final Duration NETWORK = Duration.ofSeconds(5);

    private final PgAddress address;
    private final PgVectorProperties properties;
    private final HikariDataSource reads;
    private final HikariDataSource writes;
    private final Bulkhead readShares;
    private final Bulkhead writeShares;

    PgConnections(PgAddress address, PgVectorProperties properties, MeterRegistry meters) {
        this.address = address;
        this.properties = properties;
        this.reads = pool("search", properties.searchConnections(), properties.readTimeout());
        this.writes = pool("write", properties.writeConnections(), properties.writeTimeout());
        double share = properties.collectionSharePercent() / 100.0;
        this.readShares = new Bulkhead(properties.searchConnections(), share);
        this.writeShares = new Bulkhead(properties.writeConnections(), share);
        reads.setMetricRegistry(meters);
        writes.setMetricRegistry(meters);
    }

    /** A task that uses a connection. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    /** A source of connections. */
    @FunctionalInterface
    interface Source {
        Connection connection() throws SQLException;
    }

    /**
     * Runs a read; each statement is a separate transaction. If the connection turns out to be
     * broken, the read is repeated once with another one.
     */
    <T extends @Nullable Object> T read(Work<T> work) {
        return read(reads::getConnection, work);
    }

    /**
     * Runs a read of an index, with a connection of the index's share.
     *
     * @throws IndexBusyException if the share has no free connection in time
     */
    <T extends @Nullable Object> T read(String index, Work<T> work) {
        acquire(reads, readShares, index, "search", properties.connectTimeout());
        try {
            return read(work);
        } finally {
            readShares.release(index);
        }
    }

    /**
     * Runs a read of an index for a search, which waits for a connection at most until its
     * deadline.
     *
     * @throws IndexBusyException if the share has no free connection in time
     * @throws io.semblance.value.DeadlineExceededException if the deadline passes first
     */
    <T extends @Nullable Object> T read(String index, Deadline deadline, Work<T> work) {
        Duration limit = properties.connectTimeout();
        Duration left = deadline.requireRemaining();
        Duration maxWait = left.compareTo(limit) > 0 ? limit : left;
        try {
            acquire(reads, readShares, index, "search", maxWait);
        } catch (IndexBusyException e) {
            throw maxWait.equals(limit) ? e : deadline.exceeded(e);
        }
        try {
            return read(() -> connection(deadline), work);
        } finally {
            readShares.release(index);
        }
    }

    /**
     * Waits for a connection of an index's share.
     *
     * @throws IndexBusyException if none becomes free in time
     * @throws StoreUnavailableException if none becomes free because the database is unavailable
     */
    private static void acquire(
            HikariDataSource connections,
            Bulkhead shares,
            String index,
            String kind,
            Duration maxWait) {
        boolean acquired;
        try {
            acquired = shares.tryAcquire(index, maxWait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SqlFailures.translated(
                    new SQLTransientConnectionException("interrupted while waiting", e));
        }
        if (!acquired) {
            if (hasNone(connections)) {
                throw new StoreUnavailableException(
                        "the database is unavailable: the service has no open connection to it");
            }
            throw new IndexBusyException(
                    "all %s connections that one collection may use (at most %d, fewer while others are busy) are in use, and none became free within %d ms; retry later, or raise semblance.pgvector.%s-connections or collection-share-percent"
                            .formatted(kind, shares.limit(), maxWait.toMillis(), kind));
        }
    }

    private <T extends @Nullable Object> T read(Source source, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = source.connection()) {
                return work.on(connection);
            } catch (SQLException e) {
                if (attempt == 2 || !SqlFailures.isCut(e)) {
                    throw SqlFailures.translated(e);
                }
                evict(reads);
            }
        }
    }

    /**
     * Runs a write in one transaction, which is started again after a deadlock or a serialization
     * failure, or if the connection broke before the commit. When this returns, the transaction is
     * committed.
     */
    <T extends @Nullable Object> T write(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            boolean committing = false;
            try (Connection connection = writes.getConnection()) {
                // When the connection is returned, the pool rolls back an open transaction and
                // turns
                // auto-commit on again.
                connection.setAutoCommit(false);
                T result = work.on(connection);
                committing = true;
                connection.commit();
                return result;
            } catch (SQLException e) {
                boolean again =
                        SqlFailures.isRepeatable(e)
                                ? attempt < MAX_ATTEMPTS
                                : attempt == 1 && !committing && SqlFailures.isCut(e);
                if (!again) {
                    throw SqlFailures.translated(e);
                }
                if (SqlFailures.isCut(e)) {
                    evict(writes);
                }
            }
        }
    }

    /**
     * Runs a write to an index, with a connection of the index's share.
     *
     * @throws IndexBusyException if the share has no free connection in time
     */
    <T extends @Nullable Object> T write(String index, Work<T> work) {
        acquire(writes, writeShares, index, "write", properties.connectTimeout());
        try {
            return write(work);
        } finally {
            writeShares.release(index);
        }
    }

    /**
     * Returns if the database responds to writes and reads. After an outage each pool detects by
     * itself that the database is available again, one of them up to five seconds after the other.
     */
    void check() {
        write(PgConnections::ping);
        // A pool whose connections are all in use does have connections.
        if (hasNone(reads)) {
            read(PgConnections::ping);
        }
    }

    private static boolean hasNone(HikariDataSource connections) {
        HikariPoolMXBean pool = connections.getHikariPoolMXBean();
        return pool == null || pool.getTotalConnections() == 0;
    }

    /**
     * Returns if connections keep their sessions, which they may not do behind a pooler. This must
     * be checked first, because the pools themselves fail at random without sessions.
     *
     * @throws io.semblance.store.StoreIncompatibleException if they do not
     */
    void requireSessions() {
        try {
            SessionCheck.requireSessions(this::withoutStatements);
        } catch (SQLException e) {
            throw SqlFailures.translated(e);
        }
    }

    private static boolean ping(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        }
    }

    /** A connection of the pool for reads, within the pool's timeout and the deadline. */
    private Connection connection(Deadline deadline) throws SQLException {
        Duration left = deadline.requireRemaining();
        if (left.compareTo(properties.connectTimeout()) >= 0) {
            return reads.getConnection();
        }
        return new TimedConnectionRequest(reads).within(deadline, left);
    }

    /**
     * Replaces all connections of a pool: if one of them is broken, the others probably are too.
     */
    private static void evict(HikariDataSource pool) {
        HikariPoolMXBean connections = pool.getHikariPoolMXBean();
        if (connections != null) {
            connections.softEvictConnections();
        }
    }

    /** The pool for writes, as a data source. */
    DataSource forWrites() {
        return writes;
    }

    /** A connection outside the pools and without a socket timeout, for work of any duration. */
    Connection unpooled() throws SQLException {
        return connect(driverProperties(Duration.ZERO));
    }

    /** A connection outside the pools that leaves no prepared statements in its session. */
    private Connection withoutStatements() throws SQLException {
        Properties driver = driverProperties(properties.readTimeout().plus(NETWORK));
        driver.setProperty(PGProperty.PREPARE_THRESHOLD.getName(), "0");
        return connect(driver);
    }

    private Connection connect(Properties driver) throws SQLException {
        address.credentials().forEach(driver::setProperty);
        return DriverManager.getConnection(address.url(), driver);
    }

    /**
     * A pool that opens its first connection when it is first used. A connection looks up the type
     * {@code vector} when it is opened, and in a new database the first write creates that type.
     */
    private HikariDataSource pool(String name, int size, Duration timeout) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("semblance-" + name);
        pool.setJdbcUrl(address.url());
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(Math.min(size, 2));
        pool.setConnectionTimeout(properties.connectTimeout().toMillis());
        pool.setValidationTimeout(properties.connectTimeout().toMillis());
        // The database may be down when the service starts.
        pool.setInitializationFailTimeout(-1);
        pool.setConnectionInitSql(sessionSettings(properties, timeout));
        Properties driver = driverProperties(timeout.plus(NETWORK));
        address.credentials().forEach(driver::setProperty);
        pool.setDataSourceProperties(driver);
        return pool;
    }

    private Properties driverProperties(Duration socketTimeout) {
        Properties driver = new Properties();
        driver.setProperty("datatype.vector", PGvector.class.getName());
        driver.setProperty(
                PGProperty.CONNECT_TIMEOUT.getName(), seconds(properties.connectTimeout()));
        driver.setProperty(
                PGProperty.LOGIN_TIMEOUT.getName(), seconds(properties.connectTimeout()));
        driver.setProperty(PGProperty.SOCKET_TIMEOUT.getName(), seconds(socketTimeout));
        driver.setProperty(PGProperty.TCP_KEEP_ALIVE.getName(), "true");
        driver.setProperty(PGProperty.APPLICATION_NAME.getName(), "semblance");
        driver.setProperty(PGProperty.PREPARE_THRESHOLD.getName(), "1");
        // Details quote rows, and texts of documents must not be logged.
        driver.setProperty(PGProperty.LOG_SERVER_ERROR_DETAIL.getName(), "false");
        return driver;
    }

    /**
     * The statements that set up a session. Plans are generic, because they do not depend on the
     * vector, and the statement itself chooses between graph and scan. JIT is off, because its
     * compilation takes longer than any search. Scans of a table start at its first row, so that
     * estimates from the first rows, such as the mean length of chunks for BM25, are the same for
     * all pages of a search.
     */
    static String sessionSettings(PgVectorProperties properties, Duration timeout) {
        return """
        SET client_min_messages = warning;
        SET jit = off;
        SET synchronize_seqscans = off;
        SET plan_cache_mode = force_generic_plan;
        SET hnsw.iterative_scan = relaxed_order;
        SET hnsw.scan_mem_multiplier = 4;
        SET hnsw.ef_search = %d;
        SET statement_timeout = %d;
        SET lock_timeout = %d;
        SET idle_in_transaction_session_timeout = %d\
        """
                .formatted(
                        properties.efSearch(),
                        timeout.toMillis(),
                        properties.lockTimeout().toMillis(),
                        timeout.plus(NETWORK).toMillis());
    }

    private static String seconds(Duration duration) {
        return String.valueOf((duration.toMillis() + 999) / 1000);
    }

    @Override
    public void close() {
        reads.close();
        writes.close();
    }
}
