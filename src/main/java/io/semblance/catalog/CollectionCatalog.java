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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The collections. One is a row in the database and an index in the store: the index is made before
 * its row and dropped after it, so that a row always has its index. What is dropped is recorded
 * first, and a drop that a crash cut short is finished at the next start; no other index is ever
 * removed. Thread-safe.
 */
public final class CollectionCatalog {

    private static final Logger log = LoggerFactory.getLogger(CollectionCatalog.class);

    /** How long a call waits for others that open, create or drop the same collection. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private static final String MISSING =
            "its index is not in the store, or has lost its definition (on PostgreSQL the comment"
                    + " of its table); restore it from a backup, or delete the collection";

    private final CollectionRepository repository;
    private final DocumentStore store;
    private final EmbeddingEngine engine;
    private final DroppedIndexes dropped;
    private final CollectionDefinitions definitions;
    private final NamedLocks locks = new NamedLocks(MAX_WAIT);
    private final OpenCollections opened;
    private final IntegrityCheck integrity;
    private final CollectionsFile copy;

    CollectionCatalog(
            CollectionRepository repository,
            DocumentStore store,
            EmbeddingEngine engine,
            MeterRegistry meters,
            CollectionsFile copy) {
        this.repository = repository;
        this.copy = copy;
        this.store = store;
        this.engine = engine;
        this.dropped = new DroppedIndexes(repository, store);
        this.definitions = new CollectionDefinitions(engine, store, new SecureRandom());
        this.opened = new OpenCollections(repository, store, definitions, locks, meters);
        this.integrity = new IntegrityCheck(this, opened, definitions, store);
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
        Collection is = getOrCreate(name, () -> wanted).collection();
        List<String> differences = is.differencesTo(wanted);
        if (!differences.isEmpty()) {
            throw new CollectionConflictException(name, differences);
        }
        return new Registration(is, is.indexName().equals(wanted.indexName()));
    }

    /**
     * The collection of this name.
     *
     * @throws CollectionNotFoundException if there is none
     * @throws CollectionFailedException if it cannot be used
     */
    public OpenCollection get(String name) {
        OpenCollection collection = find(name);
        if (collection == null) {
            throw notFound(name);
        }
        return collection;
    }

    /**
     * The collection of this name, made with the defaults if there is none.
     *
     * @throws InvalidCollectionException if no collection can have this name
     * @throws CollectionFailedException if there is one that cannot be used
     */
    public OpenCollection getOrCreate(String name) {
        return getOrCreate(name, () -> definitions.define(name, CollectionSettings.DEFAULTS));
    }

    /** Models are loaded before the lock is taken: a load may take minutes. */
    private OpenCollection getOrCreate(String name, Supplier<Collection> definition) {
        OpenCollection collection = find(name);
        if (collection != null) {
            return collection;
        }
        Collection wanted = definition.get();
        return locks.locked(
                name,
                () -> {
                    OpenCollection existing = find(name);
                    return existing != null ? existing : create(wanted);
                });
    }

    /**
     * What {@link #getOrCreate} would make; empty if there is a collection of this name.
     *
     * @throws InvalidCollectionException if no collection can have this name
     */
    public Optional<Collection> planned(String name) {
        return opened.get(name) != null || row(name).isPresent()
                ? Optional.empty()
                : Optional.of(definitions.define(name, CollectionSettings.DEFAULTS));
    }

    /** The definitions of all collections, by name. */
    public List<CollectionRow> list() {
        return reached(repository::all);
    }

    /**
     * All collections in figures, by name: by one query of the collections and one of the indexes,
     * however many there are, and without waiting for any of them.
     */
    public List<CollectionStatus> statuses() {
        List<CollectionRow> rows = list();
        Map<String, IndexSummary> indexes = reached(store::summaries);
        if (!rows.stream().map(CollectionRow::indexName).allMatch(indexes::containsKey)) {
            // An index outlives its collection's row: one that is gone was mostly dropped.
            Set<CollectionRow> left = Set.copyOf(list());
            rows = rows.stream().filter(left::contains).toList();
        }
        return rows.stream().map(row -> listed(row, indexes.get(row.indexName()))).toList();
    }

    private CollectionStatus listed(CollectionRow row, @Nullable IndexSummary index) {
        CollectionFailedException failure = opened.failures().get(row);
        if (index == null) {
            return CollectionStatus.failed(row, failure == null ? MISSING : failure.reason());
        }
        CollectionStatus status = CollectionStatus.of(row, index);
        if (failure == null) {
            return status;
        }
        return opened.get(row.name()) == null
                ? CollectionStatus.failed(row, failure.reason())
                : status.damaged(failure.reason());
    }

    /**
     * A collection in figures; one that has failed has none.
     *
     * @throws CollectionNotFoundException if there is none of this name
     */
    public CollectionStatus status(String name) {
        return status(definition(name));
    }

    /**
     * A collection's definition, whether it can be used or not.
     *
     * @throws CollectionNotFoundException if there is none of this name
     */
    CollectionRow definition(String name) {
        return row(name).orElseThrow(() -> notFound(name));
    }

    /** Reads everything that these collections keep, and checks it. */
    List<IntegrityCheck.Result> check(List<CollectionRow> rows) {
        return integrity.check(rows);
    }

    private CollectionStatus status(CollectionRow row) {
        try {
            IndexStatus status = get(row.name()).index().status();
            CollectionStatus open = CollectionStatus.of(row, IndexSummary.of(status));
            CollectionFailedException damage = opened.failures().get(row);
            return damage == null ? open : open.damaged(damage.reason());
        } catch (CollectionFailedException e) {
            return CollectionStatus.failed(row, e.reason());
        }
    }

    /**
     * Drops a collection with all of its documents, also one that has failed.
     *
     * @throws CollectionNotFoundException if there is none of this name
     */
    public void drop(String name) {
        locks.locked(
                name,
                () -> {
                    CollectionRow collection = definition(name);
                    return reached(() -> {
                        try {
                            dropped.drop(collection);
                        } finally {
                            opened.remove(name);
                        }
                        copy.write(this::list);
                        return true;
                    });
                });
    }

    /** Why collections cannot be used, by name, as far as that is known. */
    Map<String, String> failures() {
        return opened.failures().all();
    }

    /**
     * Finishes drops that a crash cut short, and opens the collections. Those of the default model,
     * which is loaded, are open or failed when this returns; the others are opened in the
     * background, for a model may take long to load.
     *
     * @param background where collections are opened, several at the same time
     * @throws StorageUnavailableException if the store cannot be used
     */
    void openAll(ExecutorService background) {
        finishDropsAndRestore();
        List<CollectionRow> rows = list();
        List<CompletableFuture<Void>> openings =
                rows.stream()
                        .filter(this::hasDefaultModel)
                        .map(row -> CompletableFuture.runAsync(() -> tryOpen(row), background))
                        .toList();
        openings.forEach(CompletableFuture::join);
        rows.stream()
                .filter(row -> !hasDefaultModel(row))
                .forEach(row -> background.execute(() -> tryOpen(row)));
        reached(() -> {
            store.check();
            return true;
        });
    }

    private boolean hasDefaultModel(CollectionRow row) {
        return row.model().equals(engine.defaultModel());
    }

    /** What cannot be opened now is opened by the first call that needs it. */
    private void tryOpen(CollectionRow row) {
        try {
            opened.open(row);
        } catch (CollectionFailedException alreadyLogged) {
            return;
        } catch (StorageUnavailableException e) {
            log.warn("The collection '{}' is not open yet: {}", row.name(), e.getMessage());
        } catch (RuntimeException e) {
            log.error("The collection '{}' is not open yet", row.name(), e);
        }
    }

    /** An index whose row was lost with the database gets it back from the copy. */
    private void finishDropsAndRestore() {
        Set<String> named =
                list().stream().map(CollectionRow::indexName).collect(Collectors.toSet());
        Set<String> unnamed = new TreeSet<>(reached(() -> dropped.finish(named)));
        unnamed.removeAll(named);
        for (CollectionRow row : copy.read()) {
            if (unnamed.contains(row.indexName()) && row(row.name()).isEmpty()) {
                reached(() -> {
                    repository.insert(row);
                    return true;
                });
                unnamed.remove(row.indexName());
                log.warn("The lost row of the collection '{}' was restored", row.name());
            }
        }
        unnamed.forEach(index ->
                log.warn(
                        "The index '{}' belongs to no collection and is left alone: a crash came"
                                + " before its row was written, or the row was lost",
                        index));
        copy.write(this::list);
    }

    /** Makes it, or gives the one that another process has just made. */
    private OpenCollection create(Collection collection) {
        return reached(() -> {
            DocumentIndex index = store.create(collection.index());
            try {
                repository.insert(CollectionRow.of(collection));
            } catch (DuplicateKeyException e) {
                store.drop(collection.indexName());
                return get(collection.name());
            }
            copy.write(this::list);
            return opened.add(collection, index);
        });
    }

    private @Nullable OpenCollection find(String name) {
        OpenCollection collection = opened.get(name);
        return collection != null ? collection : row(name).map(opened::open).orElse(null);
    }

    private Optional<CollectionRow> row(String name) {
        return reached(() -> repository.find(name));
    }

    private static CatalogException notFound(String name) {
        CollectionDefinitions.requireName(name);
        return new CollectionNotFoundException(name, null);
    }

    private static <T> T reached(Supplier<T> call) {
        try {
            return call.get();
        } catch (DataAccessException e) {
            throw StorageUnavailableException.of(e);
        } catch (StoreException e) {
            throw new StorageUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }
}
