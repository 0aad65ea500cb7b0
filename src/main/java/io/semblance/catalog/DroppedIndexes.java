package io.semblance.catalog;

import io.semblance.store.DocumentStore;

import java.util.Set;

/**
 * Removes indexes with their collections. That one is to be removed is recorded first, so that a
 * drop that a crash cut short can be finished; only what is recorded is ever removed.
 */
final class DroppedIndexes {

    private final CollectionRepository repository;
    private final DocumentStore store;

    DroppedIndexes(CollectionRepository repository, DocumentStore store) {
        this.repository = repository;
        this.store = store;
    }

    /** Removes a collection's row and index. */
    void drop(Collection collection) {
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
                remove(index);
            }
        }
        return store.names();
    }

    private void remove(String index) {
        store.drop(index);
        repository.deleteDroppedIndex(index);
    }
}
