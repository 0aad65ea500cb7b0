package io.semblance.catalog;

import io.semblance.store.IndexSummary;

import org.jspecify.annotations.Nullable;

/**
 * The status of a collection. In a list of all collections, figures that the store does not know
 * without opening the index are null.
 *
 * @param documents null if it has failed
 * @param chunks null if it has failed
 * @param indexState {@code ready} when every search may use the index, {@value #DAMAGED} or {@value
 *     #FAILED}
 * @param sizeBytes of the index on disk; null if it has failed; in a list, as last measured
 * @param failure why it is damaged or has failed, and what to do; null if it is not damaged
 */
public record CollectionStatus(
        CollectionRow definition,
        @Nullable Long documents,
        @Nullable Long chunks,
        String indexState,
        @Nullable Long sizeBytes,
        @Nullable String failure) {

    /** The state of an index that is open although parts of it are damaged. */
    public static final String DAMAGED = "damaged";

    /** The state of the index of a collection that cannot be used. */
    public static final String FAILED = "failed";

    /** The status of a collection without documents. */
    public static CollectionStatus empty(CollectionDefinition collection, String indexState) {
        return new CollectionStatus(CollectionRow.of(collection), 0L, 0L, indexState, 0L, null);
    }

    static CollectionStatus failed(CollectionRow definition, String failure) {
        return new CollectionStatus(definition, null, null, FAILED, null, failure);
    }

    /** The status with the figures of the store. */
    static CollectionStatus of(CollectionRow definition, IndexSummary index) {
        return new CollectionStatus(
                definition,
                index.documents(),
                index.chunks(),
                index.state(),
                index.sizeBytes(),
                null);
    }

    /** This status for an index that is open although parts of it are damaged. */
    CollectionStatus damaged(String failure) {
        return new CollectionStatus(definition, documents, chunks, DAMAGED, sizeBytes, failure);
    }
}
