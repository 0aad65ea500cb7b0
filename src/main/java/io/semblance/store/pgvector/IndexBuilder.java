package io.semblance.store.pgvector;

import io.semblance.store.IndexMissingException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Builds the indexes of tables that have grown: a graph is built several times faster over all rows
 * at once than row by row, so a table begins without one, and while it is small every search
 * compares all of its vectors anyway. Indexes are built beside the traffic ({@code CREATE INDEX
 * CONCURRENTLY}), when a table has rows enough and has not been written for a while, or has many
 * rows and grows slowly. What a crash left unfinished is built again. Of several processes one
 * builds. Thread-safe.
 */
final class IndexBuilder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IndexBuilder.class);

    /** Rows with which a table that is written all the time gets its indexes. */
    private static final long MANY_ROWS = 50_000;

    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** Below this version pgvector has faults in parallel builds. */
    private static final PgVectorVersion PARALLEL_SINCE = new PgVectorVersion(0, 8, 4);

    private final PgConnections connections;
    private final PgVectorProperties properties;
    private final ScheduledExecutorService thread;
    private final TableGrowth growth = new TableGrowth();

    /** Tables that may need indexes, with the time of their last write, by System.nanoTime. */
    private final Map<IndexTables, Long> written = new ConcurrentHashMap<>();

    IndexBuilder(PgConnections connections, PgVectorProperties properties) {
        this.connections = connections;
        this.properties = properties;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("semblance-index-builder").factory());
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> Map.copyOf(written).forEach(this::buildIfDue),
                        PERIOD.toMillis(),
                        PERIOD.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** A table was opened, or rows were written to it. */
    void written(IndexTables tables) {
        written.put(tables, System.nanoTime());
    }

    private void buildIfDue(IndexTables tables, Long lastWrite) {
        Duration quiet = Duration.ofNanos(System.nanoTime() - lastWrite);
        try {
            if (isDue(tables, quiet)) {
                build(tables);
            }
            if (quiet.compareTo(QUIET) >= 0) {
                growth.forget(tables);
                written.remove(tables, lastWrite);
            }
        } catch (IndexMissingException dropped) {
            written.remove(tables, lastWrite);
        } catch (SQLException | RuntimeException e) {
            // Tried again after the next write, and at the next start.
            log.warn("The indexes of '{}' were not built: {}", tables.name(), e.getMessage());
            written.remove(tables, lastWrite);
        }
    }

    private boolean isDue(IndexTables tables, Duration quiet) {
        return connections.read(connection -> {
            if (hasGraph(connection, tables)) {
                return false;
            }
            if (quiet.compareTo(QUIET) >= 0) {
                long enough = properties.exactBelow() + 1L;
                return rows(connection, tables, enough) == enough;
            }
            return rows(connection, tables, MANY_ROWS) == MANY_ROWS
                    && growth.isSlow(tables, size(connection, tables), System.nanoTime());
        });
    }

    /** Builds what is missing, now; returns when it is there, or another process is at it. */
    void build(IndexTables tables) throws SQLException {
        try (Connection connection = connections.unpooled();
                Statement statement = connection.createStatement()) {
            if (!isTrue(connection, "SELECT pg_try_advisory_lock(%s)".formatted(lock(tables)))) {
                return;
            }
            long startNanos = System.nanoTime();
            log.info("Building the indexes of '{}'", tables.name());
            statement.execute("SET client_min_messages = error");
            statement.execute(
                    "SET maintenance_work_mem = '%dkB'"
                            .formatted(properties.indexMemory().toKilobytes()));
            PgVectorVersion version = PgVectorVersion.of(connection);
            if (version == null || version.compareTo(PARALLEL_SINCE) < 0) {
                statement.execute("SET max_parallel_maintenance_workers = 0");
            }
            for (var index : tables.secondaryIndexes().entrySet()) {
                build(connection, statement, index.getKey(), index.getValue());
            }
            statement.execute("ANALYZE %s, %s".formatted(tables.documents(), tables.chunks()));
            log.info(
                    "Built the indexes of '{}' in {} s",
                    tables.name(),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
        }
    }

    private static void build(
            Connection connection, Statement statement, String name, String definition)
            throws SQLException {
        if (isTrue(
                connection,
                "SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass('%s')"
                        .formatted(IndexTables.quoted(name)))) {
            statement.execute("DROP INDEX CONCURRENTLY IF EXISTS " + IndexTables.quoted(name));
        }
        String create =
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS %s %s"
                        .formatted(IndexTables.quoted(name), definition);
        try {
            statement.execute(create);
        } catch (SQLException e) {
            if (!"53100".equals(e.getSQLState())) {
                throw e;
            }
            // No room in /dev/shm, of which a container has 64 MB: without helpers none is needed.
            log.warn(
                    "Index '{}' is built without parallel workers: {}. More shared memory"
                            + " (shm_size of the container) makes it faster",
                    name,
                    e.getMessage());
            statement.execute("DROP INDEX CONCURRENTLY IF EXISTS " + IndexTables.quoted(name));
            statement.execute("SET max_parallel_maintenance_workers = 0");
            statement.execute(create);
        }
    }

    /** {@code ready}, or what searches wait for: until then they compare every vector. */
    String state(Connection connection, IndexTables tables) throws SQLException {
        if (hasGraph(connection, tables)) {
            return "ready";
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT phase, round(100.0 * blocks_done / nullif(blocks_total, 0)) AS percent
                                FROM pg_stat_progress_create_index
                                WHERE relid = '%s'::regclass\
                                """
                                        .formatted(tables.chunks()))) {
            if (rows.next()) {
                String percent = rows.getString("percent");
                return rows.getString("phase") + (percent == null ? "" : ", " + percent + " %");
            }
        }
        long rows = rows(connection, tables, properties.exactBelow() + 1L);
        return rows > properties.exactBelow() ? "waiting to be built" : "ready";
    }

    /** Whether searches may use the graph. */
    private static boolean hasGraph(Connection connection, IndexTables tables) throws SQLException {
        return isTrue(
                connection,
                "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('%s')"
                        .formatted(IndexTables.quoted(tables.graph())));
    }

    /** How many chunks there are, counted no further than the limit. */
    private static long rows(Connection connection, IndexTables tables, long limit)
            throws SQLException {
        return new SqlQuery()
                .add(
                        "SELECT count(*) FROM (SELECT FROM %s LIMIT %d) x"
                                .formatted(tables.chunks(), limit))
                .number(connection);
    }

    private static long size(Connection connection, IndexTables tables) throws SQLException {
        return new SqlQuery()
                .add("SELECT pg_relation_size('%s')".formatted(tables.chunks()))
                .number(connection);
    }

    private static String lock(IndexTables tables) {
        return "hashtext('semblance index builder'), hashtext(current_schema() || '.%s')"
                .formatted(tables.name());
    }

    private static boolean isTrue(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
