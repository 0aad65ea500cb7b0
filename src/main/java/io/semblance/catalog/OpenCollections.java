package io.semblance.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexFailedException;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.IndexMissingException;
import io.semblance.store.StoreException;
import io.semblance.store.StoreIncompatibleException;
import io.semblance.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The collections that this process has open, by name. Thread-safe. */
final class OpenCollections {

    private final CollectionRepository rows;
    private final DocumentStore store;
    private final CollectionDefinitionFactory definitions;
    private final NamedLocks locks;
    private final MeterRegistry meters;
    private final CollectionFailures failures;
    private final Map<String, OpenCollection> open = new ConcurrentHashMap<>();

    OpenCollections(
            CollectionRepository rows,
            DocumentStore store,
            CollectionDefinitionFactory definitions,
            NamedLocks locks,
            MeterRegistry meters) {
        this.rows = rows;
        this.store = store;
        this.definitions = definitions;
        this.locks = locks;
        this.meters = meters;
        this.failures = new CollectionFailures(meters);
    }

    /** The open collection of this name; null if it is not open. */
    @Nullable OpenCollection get(String name) {
        return open.get(name);
    }

    /** The failures of collections that cannot be used. */
    CollectionFailures failures() {
        return failures;
    }

    /**
     * Opens a collection, unless it failed too recently. Its model is loaded before its lock is
     * taken: a load may take minutes.
     *
     * @return null if it was dropped in the meantime
     * @throws CollectionFailedException if it cannot be used
     */
    @Nullable OpenCollection open(CollectionRow row) {
        failures.requireDue(row);
        try {
            CollectionDefinition collection = row.definition();
            definitions.requireModel(collection);
            return locks.locked(row.name(), () -> openLocked(row, collection));
        } catch (CollectionFailedException e) {
            throw failures.add(row, e);
        }
    }

    private @Nullable OpenCollection openLocked(
            CollectionRow row, CollectionDefinition collection) {
        OpenCollection present = open.get(row.name());
        if (present != null) {
            return present;
        }
        CollectionRow now = find(row.name());
        if (now == null || !now.indexName().equals(row.indexName())) {
            return null;
        }
        return add(collection, openIndex(collection));
    }

    private DocumentIndex openIndex(CollectionDefinition collection) {
        try {
            return store.open(collection.index());
        } catch (StoreUnavailableException | StoreIncompatibleException e) {
            throw e;
        } catch (IndexMissingException | IndexMismatchException | IndexFailedException e) {
            throw new CollectionFailedException(
                    collection.name(), String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            throw new CollectionFailedException(
                    collection.name(), "its index cannot be opened: " + e, e);
        }
    }

    /** Registers a collection with its index as open, until the index turns out to be missing. */
    OpenCollection add(CollectionDefinition collection, DocumentIndex index) {
        OpenCollection opened =
                new OpenCollection(
                        collection,
                        new CollectionIndex(
                                collection.name(),
                                index,
                                meters,
                                failure -> failed(collection, failure)));
        open.put(collection.name(), opened);
        failures.remove(collection.name());
        return opened;
    }

    /**
     * The exception to throw for a failure of an open index. If the index is missing or differs
     * from its definition, the next call opens it again, and detects whether it was repaired. If
     * parts of it are damaged, it stays open, and the other parts can be read.
     */
    private CatalogException failed(CollectionDefinition collection, StoreException failure) {
        if (!(failure instanceof IndexFailedException)) {
            open.computeIfPresent(
                    collection.name(),
                    (_, now) -> now.definition().equals(collection) ? null : now);
        }
        CollectionRow row = find(collection.name());
        if (row == null || !row.indexName().equals(collection.indexName())) {
            // Another process has dropped it.
            return new CollectionNotFoundException(collection.name(), failure);
        }
        return failures.add(
                row,
                new CollectionFailedException(
                        collection.name(), String.valueOf(failure.getMessage()), failure));
    }

    private @Nullable CollectionRow find(String name) {
        return rows.find(name).orElse(null);
    }

    void remove(String name) {
        open.remove(name);
        failures.remove(name);
    }
}
