package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A collection in figures. In a list of all collections, those that the store does not know without
 * opening the index are null.
 *
 * @param indexState {@code ready} when every search may use the index
 * @param sizeBytes of the index on disk; in a list, as last measured
 */
public record CollectionStatus(
        Collection collection,
        @Nullable Long documents,
        @Nullable Long chunks,
        String indexState,
        @Nullable Long sizeBytes) {}
