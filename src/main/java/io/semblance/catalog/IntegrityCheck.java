package io.semblance.catalog;

import io.semblance.store.DocumentStore;
import io.semblance.store.IntegrityReport;
import io.semblance.store.IntegrityReport.Problem;
import io.semblance.store.StoreException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Checks collections on demand: row, model, and everything that the index keeps. One check at a
 * time, for it reads as fast as the disk allows. Thread-safe.
 */
final class IntegrityCheck {

    private final CollectionCatalog catalog;
    private final OpenCollections opened;
    private final CollectionDefinitions definitions;
    private final DocumentStore store;
    private final ReentrantLock running = new ReentrantLock();

    IntegrityCheck(
            CollectionCatalog catalog,
            OpenCollections opened,
            CollectionDefinitions definitions,
            DocumentStore store) {
        this.catalog = catalog;
        this.opened = opened;
        this.definitions = definitions;
        this.store = store;
    }

    /**
     * What a check of a collection has found.
     *
     * @param status {@code ok} or {@code damaged}
     * @param parts files or tables that were read
     * @param bytes that they have
     */
    record Result(
            String collection,
            String status,
            long parts,
            long bytes,
            long tookMs,
            List<Problem> problems) {}

    /**
     * Checks collections, one after the other.
     *
     * @throws StorageUnavailableException if another check is running or the store cannot be used
     */
    List<Result> check(List<CollectionRow> rows) {
        if (!running.tryLock()) {
            throw new StorageUnavailableException(
                    "an integrity check is running; try again when it has ended", null);
        }
        try {
            return rows.stream().map(this::check).toList();
        } finally {
            running.unlock();
        }
    }

    private Result check(CollectionRow row) {
        long startNanos = System.nanoTime();
        IntegrityReport report = report(row);
        List<Problem> problems = new ArrayList<>(report.problems());
        if (problems.isEmpty()) {
            reopen(row, problems);
        } else {
            Problem first = problems.getFirst();
            opened.failures()
                    .add(
                            row,
                            new CollectionFailedException(
                                    row.name(),
                                    "%s: %s; %s"
                                            .formatted(
                                                    first.part(), first.problem(), first.remedy()),
                                    null));
        }
        return new Result(
                row.name(),
                problems.isEmpty() ? "ok" : "damaged",
                report.parts(),
                report.bytes(),
                Duration.ofNanos(System.nanoTime() - startNanos).toMillis(),
                List.copyOf(problems));
    }

    private IntegrityReport report(CollectionRow row) {
        Collection collection;
        List<Problem> problems = new ArrayList<>();
        try {
            collection = row.collection();
        } catch (CollectionFailedException e) {
            return new IntegrityReport(0, 0, List.of(problem("row", e)));
        }
        try {
            definitions.requireModel(collection);
        } catch (CollectionFailedException e) {
            problems.add(problem("model", e));
        }
        try {
            IntegrityReport index = store.verify(collection.index());
            problems.addAll(index.problems());
            return new IntegrityReport(index.parts(), index.bytes(), problems);
        } catch (StoreException e) {
            throw new StorageUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What is sound is open after that, also if it had failed and was repaired. */
    private void reopen(CollectionRow row, List<Problem> problems) {
        opened.failures().remove(row.name());
        try {
            catalog.get(row.name());
        } catch (CollectionNotFoundException droppedMeanwhile) {
            return;
        } catch (CollectionFailedException e) {
            problems.add(problem("index", e));
        }
    }

    private static Problem problem(String part, CollectionFailedException failure) {
        return new Problem(part, failure.reason(), "as the problem says");
    }
}
