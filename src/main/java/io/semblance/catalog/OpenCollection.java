package io.semblance.catalog;

import io.semblance.store.DocumentIndex;

/**
 * A collection with its index. Its index throws a {@link CatalogException} if the collection cannot
 * be used, {@link io.semblance.store.StoreUnavailableException} if the store cannot be reached, and
 * {@link IllegalArgumentException} for invalid arguments.
 */
public record OpenCollection(CollectionDefinition definition, DocumentIndex index) {}
