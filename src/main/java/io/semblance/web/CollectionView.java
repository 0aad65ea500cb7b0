package io.semblance.web;

import io.semblance.catalog.Collection;
import io.semblance.catalog.CollectionStatus;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A collection as responses show it: its definition, and what is in it.
 *
 * @param modelVersion changes whenever the same text could get another vector
 * @param dimension components of its vectors
 */
@Schema(name = "Collection")
record CollectionView(
        String name,
        String model,
        String modelVersion,
        int dimension,
        String language,
        String metric,
        Chunking chunking,
        Index index,
        @Nullable Long documents,
        @Nullable Long chunks,
        Instant createdAt) {

    /** Sizes in tokens. */
    record Chunking(int maxTokens, int overlap) {}

    /** Storage and graph; {@code state} is {@code ready} when every search may use the index. */
    record Index(
            String storage, int m, int efConstruction, String state, @Nullable Long sizeBytes) {}

    static CollectionView of(CollectionStatus status) {
        Collection collection = status.collection();
        return new CollectionView(
                collection.name(),
                collection.model(),
                collection.modelVersion(),
                collection.dimension(),
                collection.languageId(),
                collection.metric().id(),
                new Chunking(collection.maxTokens(), collection.overlap()),
                new Index(
                        collection.storageId(),
                        collection.m(),
                        collection.efConstruction(),
                        status.indexState(),
                        status.sizeBytes()),
                status.documents(),
                status.chunks(),
                collection.createdAt());
    }
}
