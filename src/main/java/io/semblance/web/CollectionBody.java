package io.semblance.web;

import io.semblance.catalog.CollectionSettings;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /v1/collections/{c}}; what is left out gets its default.
 *
 * @param chunking how documents are cut
 * @param index how vectors are kept and found
 */
record CollectionBody(
        @Nullable String model,
        @Nullable String language,
        @Nullable String metric,
        @Nullable Chunking chunking,
        @Nullable Index index) {

    /** Sizes in tokens. */
    record Chunking(@Nullable Integer maxTokens, @Nullable Integer overlap) {}

    /** Storage and graph. */
    record Index(@Nullable String storage, @Nullable Integer m, @Nullable Integer efConstruction) {}

    CollectionSettings settings() {
        return new CollectionSettings(
                model,
                language,
                metric,
                chunking == null ? null : chunking.maxTokens(),
                chunking == null ? null : chunking.overlap(),
                index == null ? null : index.storage(),
                index == null ? null : index.m(),
                index == null ? null : index.efConstruction());
    }
}
