package io.semblance.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.IndexMissingException;
import io.semblance.store.StoreIncompatibleException;
import io.semblance.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The collections that this process has open, by name. Thread-safe. */
final class OpenCollections {

    private final DocumentStore store;
    private final CollectionDefinitions definitions;
    private final MeterRegistry meters;
    private final Map<String, OpenCollection> open = new ConcurrentHashMap<>();

    OpenCollections(DocumentStore store, CollectionDefinitions definitions, MeterRegistry meters) {
        this.store = store;
        this.definitions = definitions;
        this.meters = meters;
    }

    /** The one of this name, if it is open. */
    @Nullable OpenCollection get(String name) {
        return open.get(name);
    }

    /**
     * Opens a collection.
     *
     * @throws CollectionMismatchException if model, collection and index do not agree
     */
    OpenCollection open(Collection collection) {
        definitions.requireModel(collection);
        try {
            return add(collection, store.open(collection.index()));
        } catch (StoreUnavailableException | StoreIncompatibleException e) {
            throw new StorageUnavailableException(String.valueOf(e.getMessage()), e);
        } catch (IndexMissingException | IndexMismatchException e) {
            throw new CollectionMismatchException(
                    collection.name(), String.valueOf(e.getMessage()), e);
        }
    }

    /** A collection with its index is open from now on, until the index turns out to be gone. */
    OpenCollection add(Collection collection, DocumentIndex index) {
        // Another process may drop it, and make another of this name.
        Runnable forget =
                () ->
                        open.computeIfPresent(
                                collection.name(),
                                (_, now) -> now.collection().equals(collection) ? null : now);
        OpenCollection opened =
                new OpenCollection(
                        collection, new CollectionIndex(collection.name(), index, meters, forget));
        open.put(collection.name(), opened);
        return opened;
    }

    void remove(String name) {
        open.remove(name);
    }
}
