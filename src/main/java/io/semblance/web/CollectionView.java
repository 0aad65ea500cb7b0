package io.semblance.web;

import io.semblance.catalog.CollectionRow;
import io.semblance.catalog.CollectionStatus;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A collection as responses show it: its definition, and what is in it.
 *
 * @param status {@code open}; {@code damaged} if parts of it cannot be read; {@code failed} if it
 *     cannot be used
 * @param failure what is wrong and what to do; null if nothing is
 * @param modelVersion changes whenever the same text could get another vector
 * @param dimension components of its vectors
 * @param documents null if they cannot be counted
 * @param chunks null if they cannot be counted
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

    /** Sizes in tokens. */
    record Chunking(int maxTokens, int overlap) {}

    /**
     * Storage and graph; {@code state} is {@code ready} when every search may use the index, and
     * {@code sizeBytes} null if it is not known.
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
