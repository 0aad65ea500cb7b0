package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A collection in figures.
 *
 * @param documents null if it has failed
 * @param chunks null if it has failed
 * @param indexState {@code ready} when every search may use the index, {@value #DAMAGED} or {@value
 *     #FAILED}
 * @param sizeBytes of the index on disk; null if it has failed
 * @param failure why it is damaged or has failed and what to do; null if neither
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

    /** A collection without documents. */
    public static CollectionStatus empty(Collection collection, String indexState) {
        return new CollectionStatus(CollectionRow.of(collection), 0L, 0L, indexState, 0L, null);
    }

    static CollectionStatus failed(CollectionRow definition, String failure) {
        return new CollectionStatus(definition, null, null, FAILED, null, failure);
    }
}
