package io.semblance.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexStatus;
import io.semblance.store.IndexSummary;
import io.semblance.store.StoreException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The collections. One is a row in the database and an index in the store: the index is made before
 * its row and dropped after it, so that a row always has its index. What is dropped is recorded
 * first, and a drop that a crash cut short is finished at the next start; no other index is ever
 * removed. Thread-safe.
 */
public final class CollectionCatalog {

    private static final Logger log = LoggerFactory.getLogger(CollectionCatalog.class);

    /** How long a call waits for others that open, make or drop collections. */
    private static final Duration MAX_TURN = Duration.ofSeconds(5);

    private final CollectionRepository repository;
    private final DocumentStore store;
    private final DroppedIndexes dropped;
    private final CollectionDefinitions definitions;
    private final OpenCollections opened;
    private final ReentrantLock turn = new ReentrantLock();

    CollectionCatalog(
            CollectionRepository repository,
            DocumentStore store,
            EmbeddingEngine engine,
            MeterRegistry meters) {
        this.repository = repository;
        this.store = store;
        this.dropped = new DroppedIndexes(repository, store);
        this.definitions = new CollectionDefinitions(engine, store, new SecureRandom());
        this.opened = new OpenCollections(store, definitions, meters);
    }

    /**
     * What a request to make a collection came to.
     *
     * @param created false if it existed with this definition
     */
    public record Registration(Collection collection, boolean created) {}

    /**
     * Makes a collection, if there is none of this name.
     *
     * @throws InvalidCollectionException if the name or a setting cannot be
     * @throws CollectionConflictException if one of this name exists with another definition
     */
    public Registration put(String name, CollectionSettings settings) {
        Collection wanted = definitions.define(name, settings);
        return inTurn(() -> {
            OpenCollection existing = find(name);
            Collection is = (existing != null ? existing : create(wanted)).collection();
            List<String> differences = is.differencesTo(wanted);
            if (!differences.isEmpty()) {
                throw new CollectionConflictException(name, differences);
            }
            return new Registration(is, is.indexName().equals(wanted.indexName()));
        });
    }

    /**
     * The collection of this name.
     *
     * @throws CollectionNotFoundException if there is none
     */
    public OpenCollection get(String name) {
        OpenCollection collection = opened.get(name);
        if (collection == null) {
            collection = inTurn(() -> find(name));
        }
        if (collection == null) {
            CollectionDefinitions.requireName(name);
            throw new CollectionNotFoundException(name, null);
        }
        return collection;
    }

    /**
     * The collection of this name, made with the defaults if there is none.
     *
     * @throws InvalidCollectionException if no collection can have this name
     */
    public OpenCollection getOrCreate(String name) {
        OpenCollection collection = opened.get(name);
        if (collection != null) {
            return collection;
        }
        return inTurn(() -> {
            OpenCollection existing = find(name);
            return existing != null
                    ? existing
                    : create(definitions.define(name, CollectionSettings.DEFAULTS));
        });
    }

    /**
     * What {@link #getOrCreate} would make; empty if there is a collection of this name.
     *
     * @throws InvalidCollectionException if no collection can have this name
     */
    public Optional<Collection> planned(String name) {
        return opened.get(name) != null || inTurn(() -> find(name)) != null
                ? Optional.empty()
                : Optional.of(definitions.define(name, CollectionSettings.DEFAULTS));
    }

    /** All collections, by name. */
    public List<Collection> list() {
        return reached(repository::all);
    }

    /**
     * All collections in figures, by name: by one query of the collections and one of the indexes,
     * however many there are, and without waiting for any of them.
     */
    public List<CollectionStatus> statuses() {
        List<Collection> collections = list();
        Map<String, IndexSummary> indexes = reached(store::summaries);
        if (!collections.stream().map(Collection::indexName).allMatch(indexes::containsKey)) {
            // An index outlives its collection's row: one that is gone was mostly dropped.
            Set<Collection> left = Set.copyOf(list());
            collections = collections.stream().filter(left::contains).toList();
        }
        return collections.stream().map(each -> status(each, indexes)).toList();
    }

    private static CollectionStatus status(
            Collection collection, Map<String, IndexSummary> indexes) {
        IndexSummary index = indexes.get(collection.indexName());
        return index == null
                ? new CollectionStatus(collection, null, null, "missing", null)
                : new CollectionStatus(
                        collection,
                        index.documents(),
                        index.chunks(),
                        index.state(),
                        index.sizeBytes());
    }

    /**
     * A collection in figures.
     *
     * @throws CollectionNotFoundException if there is none of this name
     */
    public CollectionStatus status(String name) {
        OpenCollection collection = get(name);
        IndexStatus status = collection.index().status();
        return new CollectionStatus(
                collection.collection(),
                status.documents(),
                status.chunks(),
                status.state(),
                status.sizeBytes());
    }

    /**
     * Drops a collection with all of its documents.
     *
     * @throws CollectionNotFoundException if there is none of this name
     */
    public void drop(String name) {
        inTurn(() -> {
            Collection collection = get(name).collection();
            return reached(() -> {
                dropped.drop(collection);
                opened.remove(name);
                return true;
            });
        });
    }

    /**
     * Opens every collection and compares it with its model; finishes drops that a crash cut short.
     *
     * @throws CollectionMismatchException if model, collection and index do not agree
     */
    void openAll() {
        inTurn(() -> {
            openAllInTurn();
            return true;
        });
    }

    private void openAllInTurn() {
        Set<String> named = new HashSet<>();
        for (Collection collection : list()) {
            named.add(collection.indexName());
            opened.open(collection);
        }
        for (String index : reached(() -> dropped.finish(named))) {
            if (!named.contains(index)) {
                log.warn(
                        "The index '{}' belongs to no collection and is left alone: a crash came"
                                + " before its row was written, or the row was lost",
                        index);
            }
        }
    }

    /** Makes it, or gives the one that another process has just made. */
    private OpenCollection create(Collection collection) {
        return reached(() -> {
            DocumentIndex index = store.create(collection.index());
            try {
                repository.insert(collection);
            } catch (DuplicateKeyException e) {
                store.drop(collection.indexName());
                return get(collection.name());
            }
            return opened.add(collection, index);
        });
    }

    private @Nullable OpenCollection find(String name) {
        OpenCollection collection = opened.get(name);
        if (collection != null) {
            return collection;
        }
        Collection row = reached(() -> repository.find(name)).orElse(null);
        return row == null ? null : opened.open(row);
    }

    /** One after the other; but nobody stands in line for long behind who waits for a database. */
    private <T extends @Nullable Object> T inTurn(Supplier<T> call) {
        try {
            if (!turn.tryLock(MAX_TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StorageUnavailableException(
                        "other calls that open, make or drop a collection took longer than %d s; try again"
                                .formatted(MAX_TURN.toSeconds()),
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageUnavailableException("interrupted while waiting for other calls", e);
        }
        try {
            return call.get();
        } finally {
            turn.unlock();
        }
    }

    private static <T> T reached(Supplier<T> call) {
        try {
            return call.get();
        } catch (DataAccessException | StoreException e) {
            throw new StorageUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }
}
