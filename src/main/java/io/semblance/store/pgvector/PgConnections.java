package io.semblance.store.pgvector;

import com.pgvector.PGvector;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.store.IndexBusyException;
import io.semblance.store.SearchTime;
import io.semblance.store.StoreUnavailableException;

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
 * Connections to the database: one pool for reads and one for writes, so that slow searches never
 * keep a write waiting, nor the other way round. A call for an index uses a connection of the
 * index's share ({@link Bulkhead}), so that one slow index does not stop the others. Every call
 * ends in bounded time: for a connection, in the database, and on a line that is cut. Thread-safe.
 */
final class PgConnections implements AutoCloseable {

    /** How often a transaction is begun again after a deadlock or a serialization failure. */
    private static final int MAX_ATTEMPTS = 5;

    /** What the network may take beyond a statement's own time. */
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

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    /** Where connections come from. */
    @FunctionalInterface
    interface Source {
        Connection connection() throws SQLException;
    }

    /**
     * Reads; each statement is a transaction of its own. What fails because its connection was cut
     * before is done again on another.
     */
    <T extends @Nullable Object> T read(Work<T> work) {
        return read(reads::getConnection, work);
    }

    /** The same for an index, with a connection of its share. */
    <T extends @Nullable Object> T read(String index, Work<T> work) {
        acquire(reads, readShares, index, "search", properties.connectTimeout());
        try {
            return read(work);
        } finally {
            readShares.release(index);
        }
    }

    /**
     * The same for a search, which waits for a connection no longer than its time.
     *
     * @throws io.semblance.store.SearchTimeoutException if there is none by then
     */
    <T extends @Nullable Object> T read(String index, SearchTime time, Work<T> work) {
        Duration limit = properties.connectTimeout();
        Duration left = time.requireLeft();
        Duration maxWait = left == null || left.compareTo(limit) > 0 ? limit : left;
        try {
            acquire(reads, readShares, index, "search", maxWait);
        } catch (IndexBusyException e) {
            throw maxWait.equals(limit) ? e : time.exceeded(e);
        }
        try {
            return read(() -> connection(time), work);
        } finally {
            readShares.release(index);
        }
    }

    /**
     * Waits for a place in an index's share.
     *
     * @throws IndexBusyException if there is none in time
     * @throws StoreUnavailableException if that is because the database is away
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
                        "the database cannot be used now: the service has no connection to it");
            }
            throw new IndexBusyException(
                    "all %s connections that one collection may use (at most %d, fewer while others are busy) are in use, and none came free within %d ms; retry later, or raise semblance.pgvector.%s-connections or collection-share-percent"
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
     * Writes in one transaction, which is begun again if the database asks for that, or the
     * connection was cut before the commit. When this returns it is committed.
     */
    <T extends @Nullable Object> T write(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            boolean committing = false;
            try (Connection connection = writes.getConnection()) {
                // The pool rolls back what is open when the connection comes back, and commits by
                // itself again after that.
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

    /** The same for an index, with a connection of its share. */
    <T extends @Nullable Object> T write(String index, Work<T> work) {
        acquire(writes, writeShares, index, "write", properties.connectTimeout());
        try {
            return write(work);
        } finally {
            writeShares.release(index);
        }
    }

    /**
     * Returns if the database answers writes and reads now. After an outage each pool finds out by
     * itself that it is back, the one up to five seconds later than the other.
     */
    void check() {
        write(PgConnections::ping);
        // One whose connections are all busy has some.
        if (hasNone(reads)) {
            read(PgConnections::ping);
        }
    }

    private static boolean hasNone(HikariDataSource connections) {
        HikariPoolMXBean pool = connections.getHikariPoolMXBean();
        return pool == null || pool.getTotalConnections() == 0;
    }

    /**
     * Returns if connections keep their sessions, which a pooler may not grant. It must be asked
     * first: the pools themselves fail at random where sessions are not kept.
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

    /** From the pool for reads, whose own limit holds too. */
    private Connection connection(SearchTime time) throws SQLException {
        Duration left = time.requireLeft();
        if (left == null || left.compareTo(properties.connectTimeout()) >= 0) {
            return reads.getConnection();
        }
        return new AwaitedConnection(reads).within(time, left);
    }

    /** Where one connection was cut the others most likely were: all are made anew. */
    private static void evict(HikariDataSource pool) {
        HikariPoolMXBean connections = pool.getHikariPoolMXBean();
        if (connections != null) {
            connections.softEvictConnections();
        }
    }

    /** The pool for writes. */
    DataSource forWrites() {
        return writes;
    }

    /** A connection of no pool, for work that takes as long as it takes. */
    Connection unpooled() throws SQLException {
        return connect(driverProperties(Duration.ZERO));
    }

    /** A connection of no pool that leaves no prepared statements in its session. */
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
     * A pool that opens its first connection when it is first used: a connection looks the type
     * {@code vector} up as it opens, and that of a new database is made by the first write.
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
        // Details quote rows, and no text of a document belongs into a log.
        driver.setProperty(PGProperty.LOG_SERVER_ERROR_DETAIL.getName(), "false");
        return driver;
    }

    /**
     * Generic plans, because a plan does not depend on the vector, and the choice between graph and
     * scan is the statement's own; no JIT, whose compilation takes longer than any search. Scans of
     * a table begin at its beginning, so that what is estimated from its first rows, as the mean
     * length of chunks for BM25, is the same for all pages of a search.
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
