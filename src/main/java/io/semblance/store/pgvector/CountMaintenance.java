package io.semblance.store.pgvector;

import io.semblance.store.IndexMissingException;
import io.semblance.store.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the rows of {@link IndexCounts} few and right, beside the traffic: folds those of an index
 * after some writes or when it was not written for a while, and counts an index again after it was
 * opened or found to be counted wrong. Thread-safe.
 */
final class CountMaintenance implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CountMaintenance.class);

    /** So many writes are folded at once while an index is written all the time. */
    private static final int MANY_WRITES = 64;

    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final PgConnections connections;
    private final ScheduledExecutorService thread;
    private final Map<IndexTables, Due> due = new ConcurrentHashMap<>();

    /**
     * What is to be done for an index.
     *
     * @param writes since it was folded
     * @param recount whether it must be counted again
     * @param atNanos when, by System.nanoTime; earlier after many writes
     */
    private record Due(int writes, boolean recount, long atNanos) {

        boolean isNow() {
            return writes >= MANY_WRITES || System.nanoTime() - atNanos >= 0;
        }

        /** Together with what came meanwhile. */
        Due and(Due other) {
            return new Due(writes + other.writes, recount || other.recount, other.atNanos);
        }
    }

    CountMaintenance(PgConnections connections) {
        this.connections = connections;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("semblance-index-counts").factory());
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> Map.copyOf(due).forEach(this::maintainIfDue),
                        PERIOD.toMillis(),
                        PERIOD.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Documents were written or deleted. */
    void written(IndexTables tables) {
        add(tables, new Due(1, false, after(QUIET)));
    }

    /** The count may be wrong, or there may be none yet. */
    void recount(IndexTables tables) {
        add(tables, new Due(0, true, System.nanoTime()));
    }

    private void add(IndexTables tables, Due more) {
        due.merge(tables, more, Due::and);
    }

    private void maintainIfDue(IndexTables tables, Due task) {
        if (!task.isNow() || !due.remove(tables, task)) {
            return;
        }
        try {
            new IndexConnections(connections, tables.name())
                    .write(connection -> {
                        if (task.recount()) {
                            IndexCounts.correct(connection, tables);
                        }
                        IndexCounts.fold(connection, tables);
                        return null;
                    });
        } catch (IndexMissingException e) {
            log.debug("The index '{}' was dropped", tables.name());
        } catch (StoreException | IllegalStateException e) {
            log.debug("The counts of '{}' were not updated", tables.name(), e);
            add(tables, new Due(0, task.recount(), after(RETRY)));
        }
    }

    private static long after(Duration duration) {
        return System.nanoTime() + duration.toNanos();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
