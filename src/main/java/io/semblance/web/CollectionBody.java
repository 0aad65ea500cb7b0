package io.semblance.web;

import io.semblance.catalog.CollectionSettings;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /v1/collections/{c}}; what is left out gets its default.
 *
 * @param model its id; the default one if null
 * @param language decides words and stems
 * @param metric what vectors are compared by
 * @param chunking how documents are cut
 * @param index how vectors are kept and found
 */
record CollectionBody(
        @Nullable String model,
        @Schema(
                        allowableValues = {
                            "simple",
                            "arabic",
                            "armenian",
                            "basque",
                            "catalan",
                            "danish",
                            "dutch",
                            "english",
                            "finnish",
                            "french",
                            "german",
                            "greek",
                            "hindi",
                            "hungarian",
                            "indonesian",
                            "irish",
                            "italian",
                            "lithuanian",
                            "nepali",
                            "norwegian",
                            "portuguese",
                            "romanian",
                            "russian",
                            "serbian",
                            "spanish",
                            "swedish",
                            "tamil",
                            "turkish"
                        },
                        defaultValue = "english")
                @Nullable String language,
        @Schema(
                        allowableValues = {"cosine", "dot", "euclidean"},
                        defaultValue = "cosine")
                @Nullable String metric,
        @Nullable Chunking chunking,
        @Nullable Index index) {

    /**
     * Sizes in tokens.
     *
     * @param maxTokens of a chunk, at most what the model reads; 256 if null
     * @param overlap of a chunk with the one before it, at most half a chunk; 32 if null
     */
    record Chunking(
            @Schema(minimum = "1") @Nullable Integer maxTokens,
            @Schema(minimum = "0") @Nullable Integer overlap) {}

    /**
     * Storage and graph.
     *
     * @param storage form of the vectors in PostgreSQL; the embedded store keeps full precision
     * @param m neighbours of a node of the HNSW graph
     * @param efConstruction candidates when a node is added, at least {@code 2 * m}; 200 if null
     */
    record Index(
            @Schema(
                            allowableValues = {"halfvec", "vector", "bit"},
                            defaultValue = "halfvec")
                    @Nullable String storage,
            @Schema(minimum = "2", maximum = "100", defaultValue = "16") @Nullable Integer m,
            @Schema(minimum = "4", maximum = "1000") @Nullable Integer efConstruction) {}

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
