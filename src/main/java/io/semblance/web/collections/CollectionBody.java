package io.semblance.web.collections;

import io.semblance.catalog.CollectionSettings;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /v1/collections/{c}}; omitted fields have defaults.
 *
 * @param model id of an embedding model; the default model if null
 * @param language language of the documents, for lexical search
 * @param metric how vectors are compared
 * @param chunking how documents are split into chunks
 * @param index how vectors are stored and indexed
 */
record CollectionBody(
        @Schema(ref = "CollectionModel") @Nullable String model,
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
     * Chunk sizes, in tokens.
     *
     * @param maxTokens maximum size of a chunk, at most the maximum input of the model; 256 if null
     * @param overlap overlap of a chunk with the previous one, at most half of {@code maxTokens};
     *     32 if null
     */
    record Chunking(
            @Schema(ref = "ChunkTokens") @Nullable Integer maxTokens,
            @Schema(ref = "ChunkOverlap") @Nullable Integer overlap) {}

    /**
     * Storage type and HNSW parameters.
     *
     * @param storage type of the vectors in PostgreSQL; the embedded store keeps full precision
     * @param m maximum number of neighbors per node of the HNSW graph
     * @param efConstruction candidate list size when a node is added to the HNSW graph, at least
     *     {@code 2 * m}; 200 if null
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
