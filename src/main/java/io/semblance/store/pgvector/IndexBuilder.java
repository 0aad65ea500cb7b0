package io.semblance.store.pgvector;

import io.semblance.store.IndexMissingException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Decides when the indexes of a table are built: a graph is built several times faster over all
 * rows at once than row by row. So a table starts without a graph, and while it is small every
 * search compares all of its vectors anyway. Indexes are built when a table has enough rows and has
 * not been written for a while, or has many rows and grows slowly. A failed build is tried again
 * after a delay, and an index that a crash left unfinished is built again. If several processes use
 * a table, one of them builds. Thread-safe.
 */
final class IndexBuilder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IndexBuilder.class);

    /** The number of rows from which a table gets its indexes although it is still written. */
    private static final long MANY_ROWS = 50_000;

    /** The time without a write after which a load counts as finished. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** How often tables are checked; a check of a table without changes costs one small query. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** The longest delay before a failed build is tried again. */
    private static final Duration MAX_RETRY = Duration.ofMinutes(5);

    /** How often to check whether another process has built the indexes. */
    private static final Duration OTHER = Duration.ofSeconds(5);

    /** How long {@link #close()} waits for the thread. */
    private static final Duration STOP = Duration.ofSeconds(2);

    private final PgConnections connections;
    private final PgVectorProperties properties;
    private final ScheduledExecutorService thread;
    private final IndexBuild build;
    private final TableGrowth growth = new TableGrowth();

    /** Tables that may need indexes, by name. */
    private final Map<String, Task> tasks = new ConcurrentHashMap<>();

    /**
     * A table that may need indexes. Times are of {@link System#nanoTime()}.
     *
     * @param failures the number of consecutive failed builds
     * @param failure the message of the last build's failure; null if it did not fail
     */
    private record Task(
            IndexTables tables,
            long lastWriteNanos,
            long notBeforeNanos,
            int failures,
            @Nullable String failure) {

        Task writtenAt(long nanos) {
            return new Task(tables, nanos, notBeforeNanos, failures, failure);
        }

        Task after(Duration delay) {
            return new Task(tables, lastWriteNanos, System.nanoTime() + delay.toNanos(), 0, null);
        }

        Task failed(Duration delay, String failure) {
            return new Task(
                    tables,
                    lastWriteNanos,
                    System.nanoTime() + delay.toNanos(),
                    failures + 1,
                    failure);
        }

        Duration untilNextTry() {
            return Duration.ofNanos(notBeforeNanos - System.nanoTime());
        }

        /** The delay before the next attempt, which doubles with each failure. */
        Duration retryDelay() {
            Duration delay = PERIOD.multipliedBy(1L << Math.min(failures, 10));
            return delay.compareTo(MAX_RETRY) < 0 ? delay : MAX_RETRY;
        }
    }

    IndexBuilder(PgConnections connections, PgVectorProperties properties) {
        this.connections = connections;
        this.properties = properties;
        this.build = new IndexBuild(connections, properties);
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("semblance-index-builder").factory());
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> List.copyOf(tasks.values()).forEach(this::buildIfDue),
                        PERIOD.toMillis(),
                        PERIOD.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Reports that a table was opened, or that rows were written to it. */
    void written(IndexTables tables) {
        long now = System.nanoTime();
        tasks.compute(
                tables.name(),
                (_, task) ->
                        task == null ? new Task(tables, now, now, 0, null) : task.writtenAt(now));
    }

    private void buildIfDue(Task task) {
        if (task.untilNextTry().isPositive()) {
            return;
        }
        IndexTables tables = task.tables();
        Duration quiet = Duration.ofNanos(System.nanoTime() - task.lastWriteNanos());
        try {
            if (isDue(tables, quiet) && !build(tables)) {
                // Another process builds, and may end before the build is finished.
                change(task, task.after(OTHER));
            } else if (quiet.compareTo(QUIET) >= 0) {
                growth.forget(tables);
                tasks.remove(tables.name(), task);
            } else if (task.failure() != null) {
                change(task, task.after(Duration.ZERO));
            }
        } catch (IndexMissingException dropped) {
            growth.forget(tables);
            tasks.remove(tables.name(), task);
        } catch (SQLException | RuntimeException e) {
            Duration delay = task.retryDelay();
            String failure = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            if (!thread.isShutdown()) {
                log.warn(
                        "The indexes of '{}' could not be built; next attempt in {} s: {}",
                        tables.name(),
                        delay.toSeconds(),
                        failure);
            }
            change(task, task.failed(delay, failure));
        }
    }

    /** Replaces a task, and keeps the time of the latest write. */
    private void change(Task before, Task after) {
        tasks.computeIfPresent(
                before.tables().name(), (_, now) -> after.writtenAt(now.lastWriteNanos()));
    }

    private boolean isDue(IndexTables tables, Duration quiet) {
        return new IndexConnections(connections, tables.name())
                .read(connection -> {
                    if (hasAllIndexes(connection, tables)) {
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

    /**
     * Builds the missing indexes now. Returns true when all indexes exist, false if another process
     * is building them.
     */
    boolean build(IndexTables tables) throws SQLException {
        return build.run(tables);
    }

    /**
     * The state of the index: {@code ready}, or the progress of its build. Until it is ready,
     * searches compare every vector.
     */
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
                return progress(rows);
            }
        }
        return stateWithoutGraph(
                tables.name(), rows(connection, tables, properties.exactBelow() + 1L));
    }

    /** The state of an index that is being built, from {@code phase} and {@code percent}. */
    static String progress(ResultSet row) throws SQLException {
        String percent = row.getString("percent");
        return row.getString("phase") + (percent == null ? "" : ", " + percent + " %");
    }

    /** The state of an index without a graph for which no build is running. */
    String stateWithoutGraph(String index, long chunks) {
        if (chunks <= properties.exactBelow()) {
            return "ready";
        }
        Task task = tasks.get(index);
        return task == null || task.failure() == null
                ? "waiting to be built"
                : "build failed, next try in %d s: %s"
                        .formatted(Math.max(0, task.untilNextTry().toSeconds()), task.failure());
    }

    /** Whether searches may use the graph. */
    private static boolean hasGraph(Connection connection, IndexTables tables) throws SQLException {
        return validIndexes(connection, List.of(tables.graph())) == 1;
    }

    private static boolean hasAllIndexes(Connection connection, IndexTables tables)
            throws SQLException {
        var names = tables.secondaryIndexes().keySet();
        return validIndexes(connection, names) == names.size();
    }

    private static long validIndexes(Connection connection, Collection<String> names)
            throws SQLException {
        return new SqlQuery()
                .add(
                        "SELECT count(*) FROM pg_index i, unnest(?::text[]) AS n (name)"
                                + " WHERE i.indexrelid = to_regclass(n.name) AND i.indisvalid",
                        (Object) names.stream().map(IndexTables::quoted).toArray(String[]::new))
                .number(connection);
    }

    /** The number of chunks, counted up to the limit. */
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

    @Override
    public void close() {
        thread.shutdownNow();
        build.close();
        try {
            // The pools must be closed after their last use.
            if (!thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("The index builder is still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
