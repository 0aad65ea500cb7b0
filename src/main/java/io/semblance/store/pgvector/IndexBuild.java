package io.semblance.store.pgvector;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Builds the indexes of a table while it is read and written ({@code CREATE INDEX CONCURRENTLY}),
 * on a connection outside the pools. Runs one build at a time; not thread-safe.
 */
final class IndexBuild implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IndexBuild.class);

    /** Below this version pgvector has faults in parallel builds. */
    private static final PgVectorVersion PARALLEL_SINCE = new PgVectorVersion(0, 8, 4);

    /** disk_full; also if /dev/shm is full, which has 64 MB in a container by default. */
    private static final String DISK_FULL = "53100";

    /**
     * Settings with which the backend ends soon after this process ends. Until then it holds the
     * lock of the build, and no other process can build. PostgreSQL does not support them on every
     * platform.
     */
    private static final List<String> ORPHAN_SETTINGS =
            List.of(
                    "SET client_connection_check_interval = '5s'",
                    "SET tcp_keepalives_idle = 30",
                    "SET tcp_keepalives_interval = 10",
                    "SET tcp_keepalives_count = 3");

    private final PgConnections connections;
    private final PgVectorProperties properties;
    private final BackendMonitor watch;

    IndexBuild(PgConnections connections, PgVectorProperties properties) {
        this.connections = connections;
        this.properties = properties;
        this.watch = new BackendMonitor(connections, properties.indexStallTimeout());
    }

    /**
     * Builds the indexes that are missing or invalid. Returns true when all indexes exist, false if
     * another process is building them.
     */
    boolean run(IndexTables tables) throws SQLException {
        try (Connection connection = connections.unpooled();
                BackendMonitor.Watched watched = watch.over(connection);
                Statement statement = connection.createStatement()) {
            try {
                return run(connection, statement, tables);
            } catch (SQLException e) {
                throw watched.explained(e);
            }
        }
    }

    private boolean run(Connection connection, Statement statement, IndexTables tables)
            throws SQLException {
        if (!isTrue(connection, "SELECT pg_try_advisory_lock(%s)".formatted(lock(tables)))) {
            return false;
        }
        long startNanos = System.nanoTime();
        log.info("Building the indexes of '{}'", tables.name());
        statement.execute(
                """
                SET client_min_messages = error;
                SET statement_timeout = 0;
                SET lock_timeout = 0;
                SET maintenance_work_mem = '%dkB'\
                """
                        .formatted(properties.indexMemory().toKilobytes()));
        setWherePossible(statement, ORPHAN_SETTINGS);
        PgVectorVersion version = PgVectorVersion.of(connection);
        if (version == null || version.compareTo(PARALLEL_SINCE) < 0) {
            statement.execute("SET max_parallel_maintenance_workers = 0");
        }
        requireUnlocked(connection, statement, tables);
        for (var index : tables.secondaryIndexes().entrySet()) {
            build(connection, statement, index.getKey(), index.getValue());
        }
        statement.execute("ANALYZE %s, %s".formatted(tables.documents(), tables.chunks()));
        log.info(
                "Built the indexes of '{}' in {} s",
                tables.name(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
        return true;
    }

    private static void setWherePossible(Statement statement, List<String> settings)
            throws SQLException {
        for (String setting : settings) {
            try {
                statement.execute(setting);
            } catch (SQLException e) {
                if (statement.getConnection().isClosed()) {
                    throw e;
                }
                log.debug("{}: {}", setting, e.getMessage());
            }
        }
    }

    /**
     * Fails if a lock on a table is held for longer than {@code lock-timeout}: a build would wait
     * for the lock without a limit, and builds for other tables would wait for this one. The build
     * itself has no such limit, because it also waits for transactions that started before it, when
     * most of its work is done.
     */
    private void requireUnlocked(Connection connection, Statement statement, IndexTables tables)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            statement.execute(
                    "SET LOCAL lock_timeout = %d".formatted(properties.lockTimeout().toMillis()));
            statement.execute(
                    "LOCK TABLE %s, %s IN SHARE UPDATE EXCLUSIVE MODE"
                            .formatted(tables.documents(), tables.chunks()));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void build(
            Connection connection, Statement statement, String name, String definition)
            throws SQLException {
        dropIfInvalid(connection, statement, name);
        String create =
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS %s %s"
                        .formatted(IndexTables.quoted(name), definition);
        try {
            statement.execute(create);
        } catch (SQLException e) {
            dropAfter(e, connection, statement, name);
            if (!DISK_FULL.equals(e.getSQLState())) {
                throw e;
            }
            log.warn(
                    "The index '{}' is built without parallel workers: {}. More shared memory"
                            + " (shm_size of the container) makes it faster",
                    name,
                    e.getMessage());
            statement.execute("SET max_parallel_maintenance_workers = 0");
            createAgain(connection, statement, name, create);
        }
    }

    private static void createAgain(
            Connection connection, Statement statement, String name, String create)
            throws SQLException {
        try {
            statement.execute(create);
        } catch (SQLException e) {
            dropAfter(e, connection, statement, name);
            throw e;
        }
    }

    /**
     * Drops the invalid index that a failed build leaves: searches cannot use it, and it costs disk
     * space and time of every write.
     */
    private static void dropAfter(
            SQLException failure, Connection connection, Statement statement, String name) {
        try {
            if (!connection.isClosed()) {
                dropIfInvalid(connection, statement, name);
            }
        } catch (SQLException e) {
            // The next build drops the index.
            failure.addSuppressed(e);
        }
    }

    private static void dropIfInvalid(Connection connection, Statement statement, String name)
            throws SQLException {
        if (isTrue(
                connection,
                "SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass('%s')"
                        .formatted(IndexTables.quoted(name)))) {
            statement.execute("DROP INDEX CONCURRENTLY IF EXISTS " + IndexTables.quoted(name));
        }
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
        watch.close();
    }
}
