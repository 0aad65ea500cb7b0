package io.semblance.catalog;

/**
 * A collection in figures.
 *
 * @param indexState {@code ready} when every search may use the index
 * @param sizeBytes of the index on disk
 */
public record CollectionStatus(
        Collection collection, long documents, long chunks, String indexState, long sizeBytes) {}
