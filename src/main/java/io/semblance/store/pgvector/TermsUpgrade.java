package io.semblance.store.pgvector;

import io.semblance.store.IndexMissingException;
import io.semblance.store.analysis.TextAnalysis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Replaces the terms that an older text analysis created, batch by batch, while the tables are read
 * and written. Each batch is a transaction: if the process ends, nothing is lost, and the next
 * process continues. If several processes use a table, one of them works on it. Until a table is
 * complete, searches also look up the former terms. Thread-safe.
 */
final class TermsUpgrade implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TermsUpgrade.class);

    /** The pause between two batches, which leaves time for writers. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** The delay after a failure, or while another process works on the table. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final PgConnections connections;
    private final Map<IndexTables, TermsBatch> pending = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;

    TermsUpgrade(PgConnections connections) {
        this.connections = connections;
        // The thread starts with the first task.
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("semblance-terms-upgrade").factory());
    }

    /** Starts to replace the terms of a table, unless this is already running. */
    void start(IndexTables tables) {
        TermsBatch batch = new TermsBatch(tables);
        if (pending.putIfAbsent(tables, batch) == null) {
            log.info(
                    "The words of '{}' were created by an older text analysis: replacing them by"
                            + " version {}",
                    tables.name(),
                    TextAnalysis.VERSION);
            schedule(batch, Duration.ZERO);
        }
    }

    /** Whether chunks of the table may still have former terms. */
    boolean isPending(IndexTables tables) {
        return pending.containsKey(tables);
    }

    /** The progress as an index state; {@code otherwise} if the table has no former terms. */
    String state(IndexTables tables, long chunks, String otherwise) {
        TermsBatch batch = pending.get(tables);
        if (batch == null) {
            return otherwise;
        }
        long percent = chunks == 0 ? 0 : Math.min(99, 100 * batch.chunks() / chunks);
        return "replacing words, %d %%".formatted(percent);
    }

    private void schedule(TermsBatch batch, Duration delay) {
        var _ = thread.schedule(() -> run(batch), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run(TermsBatch batch) {
        IndexTables tables = batch.tables();
        try {
            TermsBatch.Outcome outcome = connections.write(batch::next);
            batch.committed();
            switch (outcome) {
                case MORE -> schedule(batch, PAUSE);
                case BUSY -> schedule(batch, RETRY);
                case DONE -> {
                    pending.remove(tables);
                    log.info("Replaced the words of '{}'", tables.name());
                }
            }
        } catch (IndexMissingException dropped) {
            pending.remove(tables);
        } catch (RuntimeException e) {
            // Retried after any failure: otherwise the table would keep its former terms until
            // the next start.
            if (!thread.isShutdown()) {
                log.warn(
                        "The words of '{}' could not be replaced, trying again: {}",
                        tables.name(),
                        e.toString());
                schedule(batch, RETRY);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
