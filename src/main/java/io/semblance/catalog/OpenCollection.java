package io.semblance.catalog;

import io.semblance.store.DocumentIndex;

/**
 * A collection with its index. What the index throws is a {@link CatalogException}, or an {@link
 * IllegalArgumentException} for what its caller did wrong.
 */
public record OpenCollection(Collection collection, DocumentIndex index) {}
