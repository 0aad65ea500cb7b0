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
 * Keeps the rows of {@link IndexCounts} few and correct in the background: combines the rows of an
 * index after some writes or when it was not written for a while, and counts an index again after
 * it was opened or its count was found to be wrong. Thread-safe.
 */
final class CountMaintenance implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CountMaintenance.class);

    /**
     * The number of writes whose rows are combined at once while an index is written continuously.
     */
    private static final int MANY_WRITES = 64;

    /** The time without a write after which the rows of an index are combined. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    /** How often due maintenance is looked for. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** The delay after a failure, for example a locked table. */
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final PgConnections connections;
    private final ScheduledExecutorService thread;
    private final Map<IndexTables, Due> due = new ConcurrentHashMap<>();

    /**
     * The pending maintenance of an index.
     *
     * @param writes since its rows were last combined
     * @param recount whether it must be counted again
     * @param atNanos when, by System.nanoTime; earlier after many writes
     */
    private record Due(int writes, boolean recount, long atNanos) {

        boolean isNow() {
            return writes >= MANY_WRITES || System.nanoTime() - atNanos >= 0;
        }

        /** This maintenance merged with a later one. */
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

    /** Reports that documents were written or deleted. */
    void written(IndexTables tables) {
        add(tables, new Due(1, false, after(QUIET)));
    }

    /** Reports that the count may be wrong or missing. */
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
