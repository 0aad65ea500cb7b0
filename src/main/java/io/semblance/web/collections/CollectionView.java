package io.semblance.web.collections;

import io.semblance.catalog.CollectionRow;
import io.semblance.catalog.CollectionStatus;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A collection in responses: its definition and its size.
 *
 * @param status {@code open}; {@code damaged} if parts of it cannot be read; {@code failed} if it
 *     cannot be used
 * @param failure what is wrong and how to fix it; null if the collection can be used
 * @param modelVersion version of the model; changes when the same text may get a different vector
 * @param dimension number of components of a vector
 * @param documents number of documents; null if it cannot be determined
 * @param chunks number of chunks; null if it cannot be determined
 */
@Schema(name = "Collection")
record CollectionView(
        String name,
        String status,
        @Nullable String failure,
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

    /** Chunk sizes, in tokens. */
    record Chunking(int maxTokens, int overlap) {}

    /**
     * Storage type, HNSW parameters and state; {@code state} is {@code ready} when every search can
     * use the index, {@code sizeBytes} is null if unknown.
     */
    record Index(
            String storage, int m, int efConstruction, String state, @Nullable Long sizeBytes) {}

    static CollectionView of(CollectionStatus status) {
        CollectionRow collection = status.definition();
        return new CollectionView(
                collection.name(),
                status.failure() == null ? "open" : status.indexState(),
                status.failure(),
                collection.model(),
                collection.modelVersion(),
                collection.dimension(),
                collection.language(),
                collection.metric(),
                new Chunking(collection.maxTokens(), collection.overlap()),
                new Index(
                        collection.storage(),
                        collection.m(),
                        collection.efConstruction(),
                        status.indexState(),
                        status.sizeBytes()),
                status.documents(),
                status.chunks(),
                collection.createdAt());
    }
}
