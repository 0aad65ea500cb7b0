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
 * Replaces the terms of tables that an older text analysis made, batch by batch, beside the
 * traffic. Each batch is a transaction; a process that ends in between has lost nothing, and the
 * next one continues. Of several processes one works on a table. Until all of a table is done,
 * searches look for the former terms too. Thread-safe.
 */
final class TermsUpgrade implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TermsUpgrade.class);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final PgConnections connections;
    private final Map<IndexTables, TermsBatch> pending = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;

    TermsUpgrade(PgConnections connections) {
        this.connections = connections;
        // Its thread starts with the first task.
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("semblance-terms-upgrade").factory());
    }

    /** Replaces the terms of a table, unless that is being done. */
    void start(IndexTables tables) {
        TermsBatch batch = new TermsBatch(tables);
        if (pending.putIfAbsent(tables, batch) == null) {
            log.info(
                    "The words of '{}' are of an older text analysis: replacing them by {}",
                    tables.name(),
                    TextAnalysis.VERSION);
            schedule(batch, Duration.ZERO);
        }
    }

    /** Whether chunks of the table may still have former terms. */
    boolean isPending(IndexTables tables) {
        return pending.containsKey(tables);
    }

    /** How far it is; {@code otherwise} if the table has no former terms. */
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
            // Whatever it was: a table must not keep its former terms until the next start.
            if (!thread.isShutdown()) {
                log.warn(
                        "The words of '{}' are not replaced yet, trying again: {}",
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
