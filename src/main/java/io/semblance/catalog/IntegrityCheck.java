package io.semblance.catalog;

import io.semblance.store.DocumentStore;
import io.semblance.store.IntegrityReport;
import io.semblance.store.IntegrityReport.Problem;
import io.semblance.store.StoreUnavailableException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Checks collections on demand: the row, the model, and all data of the index. Only one check runs
 * at a time, because it reads as fast as the disk allows. Thread-safe.
 */
final class IntegrityCheck {

    private final CollectionCatalog catalog;
    private final OpenCollections opened;
    private final CollectionDefinitionFactory definitions;
    private final DocumentStore store;
    private final ReentrantLock running = new ReentrantLock();

    IntegrityCheck(
            CollectionCatalog catalog,
            OpenCollections opened,
            CollectionDefinitionFactory definitions,
            DocumentStore store) {
        this.catalog = catalog;
        this.opened = opened;
        this.definitions = definitions;
        this.store = store;
    }

    /**
     * The result of a check of a collection.
     *
     * @param status {@code ok} or {@code damaged}
     * @param parts number of files or tables that were read
     * @param bytes their total size
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
     * @throws StoreUnavailableException if another check is running or the store cannot be reached
     */
    List<Result> check(List<CollectionRow> rows) {
        if (!running.tryLock()) {
            throw new StoreUnavailableException(
                    "an integrity check is running; try again when it has ended");
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
        CollectionDefinition collection;
        List<Problem> problems = new ArrayList<>();
        try {
            collection = row.definition();
        } catch (CollectionFailedException e) {
            return new IntegrityReport(0, 0, List.of(problem("row", e)));
        }
        try {
            definitions.requireModel(collection);
        } catch (CollectionFailedException e) {
            problems.add(problem("model", e));
        }
        IntegrityReport index = store.verify(collection.index());
        problems.addAll(index.problems());
        return new IntegrityReport(index.parts(), index.bytes(), problems);
    }

    /** Opens a collection without problems that had failed and was repaired. */
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
