package io.semblance.catalog;

import io.semblance.store.DocumentStore;
import io.semblance.store.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;

/**
 * Removes indexes with their collections. That one is to be removed is recorded first, so that a
 * drop that a crash cut short can be finished; only what is recorded is ever removed.
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
     * Finishes what crashes left.
     *
     * @param named indexes that collections have
     * @return the indexes there are after that
     */
    Set<String> finish(Set<String> named) {
        for (String index : repository.droppedIndexes()) {
            if (named.contains(index)) {
                // The crash came before the row was deleted: nothing was dropped.
                repository.deleteDroppedIndex(index);
            } else {
                removeOrWarn(index);
            }
        }
        return store.names();
    }

    /** What cannot be removed now is tried again at the next start. */
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
