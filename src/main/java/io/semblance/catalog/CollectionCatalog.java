package io.semblance.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.ModelDescription;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexStatus;
import io.semblance.store.StoreException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The collections. One is a row in the database and an index in the store, made and dropped so that
 * a row always has its index: the index comes first and goes last. What a crash leaves between is
 * an index without a row, which the next start removes. Thread-safe.
 */
public final class CollectionCatalog {

    private static final Logger log = LoggerFactory.getLogger(CollectionCatalog.class);

    private final CollectionRepository repository;
    private final DocumentStore store;
    private final EmbeddingEngine engine;
    private final CollectionDefinitions definitions;
    private final MeterRegistry meters;
    private final Map<String, OpenCollection> open = new ConcurrentHashMap<>();

    CollectionCatalog(
            CollectionRepository repository,
            DocumentStore store,
            EmbeddingEngine engine,
            MeterRegistry meters) {
        this.repository = repository;
        this.store = store;
        this.engine = engine;
        this.definitions = new CollectionDefinitions(engine, store, new SecureRandom());
        this.meters = meters;
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
        synchronized (this) {
            OpenCollection existing = find(name);
            if (existing != null) {
                requireSame(existing.collection(), wanted);
                return new Registration(existing.collection(), false);
            }
            return new Registration(create(wanted).collection(), true);
        }
    }

    /**
     * The collection of this name.
     *
     * @throws CollectionNotFoundException if there is none
     */
    public OpenCollection get(String name) {
        OpenCollection collection = open.get(name);
        if (collection == null) {
            synchronized (this) {
                collection = find(name);
            }
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
        OpenCollection collection = open.get(name);
        if (collection != null) {
            return collection;
        }
        synchronized (this) {
            OpenCollection existing = find(name);
            return existing != null
                    ? existing
                    : create(definitions.define(name, CollectionSettings.DEFAULTS));
        }
    }

    /** All collections, by name. */
    public List<Collection> list() {
        return reached(repository::all);
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
    public synchronized void drop(String name) {
        Collection collection = get(name).collection();
        reached(() -> {
            repository.delete(name);
            open.remove(name);
            store.drop(collection.indexName());
            return true;
        });
    }

    /**
     * Opens every collection and compares it with its model; removes indexes that no row names.
     *
     * @throws CollectionMismatchException if model, collection and index do not agree
     */
    synchronized void openAll() {
        Set<String> named = new HashSet<>();
        for (Collection collection : list()) {
            named.add(collection.indexName());
            requireModel(collection);
            register(opened(collection));
        }
        Set<String> orphans =
                reached(store::names).stream()
                        .filter(index -> !named.contains(index))
                        .collect(Collectors.toSet());
        for (String orphan : orphans) {
            log.warn("Removing the index '{}', which belongs to no collection", orphan);
            store.drop(orphan);
        }
    }

    private void requireModel(Collection collection) {
        ModelDescription model;
        try {
            model = engine.describe(collection.model());
        } catch (EmbeddingException e) {
            throw new CollectionMismatchException(
                    collection.name(), String.valueOf(e.getMessage()), e);
        }
        if (model.dimension() != collection.dimension()
                || !model.version().equals(collection.modelVersion())) {
            throw new CollectionMismatchException(
                    collection.name(),
                    "it was made with model '%s' version %s of %d dimensions, and the configured one is version %s of %d"
                            .formatted(
                                    collection.model(),
                                    collection.modelVersion(),
                                    collection.dimension(),
                                    model.version(),
                                    model.dimension()),
                    null);
        }
    }

    private OpenCollection create(Collection collection) {
        return reached(() -> {
            DocumentIndex index = store.create(collection.index());
            repository.insert(collection);
            return register(wrapped(collection, index));
        });
    }

    private @Nullable OpenCollection find(String name) {
        OpenCollection collection = open.get(name);
        if (collection != null) {
            return collection;
        }
        Collection row = reached(() -> repository.find(name)).orElse(null);
        return row == null ? null : register(opened(row));
    }

    private OpenCollection register(OpenCollection collection) {
        open.put(collection.collection().name(), collection);
        return collection;
    }

    private OpenCollection opened(Collection collection) {
        try {
            return wrapped(collection, store.open(collection.index()));
        } catch (StoreException e) {
            throw new CollectionMismatchException(
                    collection.name(), String.valueOf(e.getMessage()), e);
        }
    }

    private OpenCollection wrapped(Collection collection, DocumentIndex index) {
        return new OpenCollection(
                collection, new CollectionIndex(collection.name(), index, meters));
    }

    private static void requireSame(Collection existing, Collection wanted) {
        List<String> differences = new ArrayList<>();
        differ(differences, "model", existing.model(), wanted.model());
        differ(differences, "language", existing.language().id(), wanted.language().id());
        differ(differences, "metric", existing.metric().id(), wanted.metric().id());
        differ(differences, "chunking.maxTokens", existing.maxTokens(), wanted.maxTokens());
        differ(differences, "chunking.overlap", existing.overlap(), wanted.overlap());
        differ(differences, "index.storage", existing.storage().id(), wanted.storage().id());
        differ(differences, "index.m", existing.m(), wanted.m());
        differ(
                differences,
                "index.efConstruction",
                existing.efConstruction(),
                wanted.efConstruction());
        if (!differences.isEmpty()) {
            throw new CollectionConflictException(existing.name(), differences);
        }
    }

    private static void differ(
            List<String> differences, String field, Object existing, Object wanted) {
        if (!Objects.equals(existing, wanted)) {
            differences.add("%s is %s, asked for %s".formatted(field, existing, wanted));
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
