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
 * The collections. A collection is a row in the database and an index in the store. The index is
 * created before its row and dropped after it, so that a row always has its index. A drop is
 * recorded first, so that the next start finishes a drop that a crash interrupted; no other index
 * is ever removed. Thread-safe.
 */
public final class CollectionCatalog {

    private static final Logger log = LoggerFactory.getLogger(CollectionCatalog.class);

    /** How long a call waits for other calls that open, create or drop the same collection. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private static final String MISSING =
            "its index is missing from the store, or its definition is missing (on PostgreSQL, the"
                    + " comment of its table); restore it from a backup, or delete the collection";

    private final CollectionRepository repository;
    private final DocumentStore store;
    private final EmbeddingEngine engine;
    private final DroppedIndexes dropped;
    private final CollectionDefinitionFactory definitions;
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
        this.definitions = new CollectionDefinitionFactory(engine, store, new SecureRandom());
        this.opened = new OpenCollections(repository, store, definitions, locks, meters);
        this.integrity = new IntegrityCheck(this, opened, definitions, store);
    }

    /**
     * The result of {@link #put}.
     *
     * @param created false if it existed with this definition
     */
    public record Registration(CollectionDefinition definition, boolean created) {}

    /**
     * Creates a collection, unless it exists with this definition.
     *
     * @throws InvalidCollectionException if the name or a setting is not valid
     * @throws CollectionConflictException if it exists with another definition
     */
    public Registration put(String name, CollectionSettings settings) {
        CollectionDefinition wanted = definitions.define(name, settings);
        CollectionDefinition is = getOrCreate(name, () -> wanted).definition();
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
     * The collection of this name, created with the defaults if there is none.
     *
     * @throws InvalidCollectionException if no collection can have this name
     * @throws CollectionFailedException if there is one that cannot be used
     */
    public OpenCollection getOrCreate(String name) {
        return getOrCreate(name, () -> definitions.define(name, CollectionSettings.DEFAULTS));
    }

    /**
     * The collection of the definition's name, created with the definition if there is none.
     *
     * @param planned what {@link #planned} returned
     * @throws CollectionFailedException if there is one that cannot be used
     */
    public OpenCollection getOrCreate(CollectionDefinition planned) {
        return getOrCreate(planned.name(), () -> planned);
    }

    /** Models are loaded before the lock is taken: a load may take minutes. */
    private OpenCollection getOrCreate(String name, Supplier<CollectionDefinition> definition) {
        OpenCollection collection = find(name);
        if (collection != null) {
            return collection;
        }
        CollectionDefinition wanted = definition.get();
        return locks.locked(
                name,
                () -> {
                    OpenCollection existing = find(name);
                    return existing != null ? existing : create(wanted);
                });
    }

    /**
     * The definition of a new collection with the defaults; empty if the collection exists.
     *
     * @throws InvalidCollectionException if no collection can have this name
     */
    public Optional<CollectionDefinition> planned(String name) {
        return opened.get(name) != null || row(name).isPresent()
                ? Optional.empty()
                : Optional.of(definitions.define(name, CollectionSettings.DEFAULTS));
    }

    /** The definitions of all collections, by name. */
    public List<CollectionRow> list() {
        return repository.all();
    }

    /**
     * The status of every collection, ordered by name. It takes one query of the collections and
     * one of the indexes for any number of collections, and never waits for an index.
     */
    public List<CollectionStatus> statuses() {
        List<CollectionRow> rows = list();
        Map<String, IndexSummary> indexes = store.summaries();
        if (!rows.stream().map(CollectionRow::indexName).allMatch(indexes::containsKey)) {
            // A row is deleted before its index: if the index is missing, the collection was
            // probably dropped.
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
     * The status of a collection; it has no figures if the collection has failed.
     *
     * @throws CollectionNotFoundException if there is none of this name
     */
    public CollectionStatus status(String name) {
        return status(definition(name));
    }

    /**
     * A collection's definition, also if the collection cannot be used.
     *
     * @throws CollectionNotFoundException if there is none of this name
     */
    CollectionRow definition(String name) {
        return row(name).orElseThrow(() -> notFound(name));
    }

    /** Reads and checks all data of these collections. */
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
     * Drops a collection with all of its documents, also if it has failed.
     *
     * @throws CollectionNotFoundException if there is none of this name
     */
    public void drop(String name) {
        locks.locked(
                name,
                () -> {
                    CollectionRow collection = definition(name);
                    try {
                        dropped.drop(collection);
                    } finally {
                        opened.remove(name);
                    }
                    copy.write(this::list);
                    return true;
                });
    }

    /** The known reasons why collections cannot be used, by collection name. */
    Map<String, String> failures() {
        return opened.failures().all();
    }

    /**
     * Finishes interrupted drops and opens the collections. Those of the default model, which is
     * already loaded, are open or failed when this returns; the others are opened in the
     * background, because a model may take long to load.
     *
     * @param background where collections are opened, several at the same time
     * @throws StoreException if the store cannot be used
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
        store.check();
    }

    private boolean hasDefaultModel(CollectionRow row) {
        return row.model().equals(engine.defaultModel());
    }

    /** A collection that cannot be opened now is opened by the first call that needs it. */
    private void tryOpen(CollectionRow row) {
        try {
            opened.open(row);
        } catch (CollectionFailedException alreadyLogged) {
            return;
        } catch (StoreException e) {
            log.warn("The collection '{}' is not open yet: {}", row.name(), e.getMessage());
        } catch (RuntimeException e) {
            log.error("The collection '{}' is not open yet", row.name(), e);
        }
    }

    /** Finishes interrupted drops, and restores lost rows from the copy. */
    private void finishDropsAndRestore() {
        Set<String> named =
                list().stream().map(CollectionRow::indexName).collect(Collectors.toSet());
        Set<String> unnamed = new TreeSet<>(dropped.finish(named));
        unnamed.removeAll(named);
        for (CollectionRow row : copy.read()) {
            if (unnamed.contains(row.indexName()) && row(row.name()).isEmpty()) {
                // The row is missing, as checked above.
                var _ = repository.insertIfAbsent(row);
                unnamed.remove(row.indexName());
                log.warn("The lost row of the collection '{}' was restored", row.name());
            }
        }
        unnamed.forEach(index ->
                log.warn(
                        "The index '{}' does not belong to a collection and is kept: a crash came"
                                + " before its row was written, or the row was lost",
                        index));
        copy.write(this::list);
    }

    /**
     * Creates a collection, or returns the one that another process has created at the same time.
     */
    private OpenCollection create(CollectionDefinition collection) {
        DocumentIndex index = store.create(collection.index());
        if (!repository.insertIfAbsent(CollectionRow.of(collection))) {
            store.drop(collection.indexName());
            return get(collection.name());
        }
        copy.write(this::list);
        return opened.add(collection, index);
    }

    private @Nullable OpenCollection find(String name) {
        OpenCollection collection = opened.get(name);
        return collection != null ? collection : row(name).map(opened::open).orElse(null);
    }

    private Optional<CollectionRow> row(String name) {
        return repository.find(name);
    }

    private static CatalogException notFound(String name) {
        CollectionDefinitionFactory.requireName(name);
        return new CollectionNotFoundException(name, null);
    }
}
