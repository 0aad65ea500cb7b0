package io.semblance.catalog;

import io.semblance.store.DocumentStore;
import io.semblance.store.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;

/**
 * Removes indexes together with their collections. A drop is recorded first, so that it can be
 * finished after a crash; only recorded indexes are ever removed.
 */
final class DroppedIndexes {

    private static final Logger log = LoggerFactory.getLogger(DroppedIndexes.class);

    private final CollectionRepository repository;
    private final DocumentStore store;

    DroppedIndexes(CollectionRepository repository, DocumentStore store) {
        this.repository = repository;
        this.store = store;
    }

    /** Removes a collection's row and index. */
    void drop(CollectionRow collection) {
        repository.insertDroppedIndex(collection.indexName());
        repository.delete(collection.name());
        remove(collection.indexName());
    }

    /**
     * Finishes the drops that a crash interrupted.
     *
     * @param named names of the indexes of all collections
     * @return the names of all remaining indexes
     */
    Set<String> finish(Set<String> named) {
        for (String index : repository.droppedIndexes()) {
            if (named.contains(index)) {
                // The crash occurred before the row was deleted: nothing was dropped.
                repository.deleteDroppedIndex(index);
            } else {
                removeOrWarn(index);
            }
        }
        return store.names();
    }

    /** Removes an index; if that fails, the next start tries again. */
    private void removeOrWarn(String index) {
        try {
            remove(index);
        } catch (StoreException e) {
            store.check();
            log.warn("The index '{}' was deleted and cannot be removed: {}", index, e.getMessage());
        }
    }

    private void remove(String index) {
        store.drop(index);
        repository.deleteDroppedIndex(index);
    }
}
