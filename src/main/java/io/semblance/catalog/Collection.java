package io.semblance.catalog;

import io.semblance.store.IndexDefinition;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.vector.Embedding;
import io.semblance.vector.Similarity;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A named set of documents that are embedded by one model and searched together.
 *
 * @param name in requests
 * @param indexName of its index in the store; never used again for another
 * @param modelVersion of the model when the collection was made
 * @param dimension of its vectors
 * @param maxTokens of a chunk, with all that the model reads with it
 * @param overlap tokens that a chunk repeats of the one before at most
 * @param storage that the store really has
 */
public record Collection(
        String name,
        String indexName,
        String model,
        String modelVersion,
        int dimension,
        Similarity metric,
        Language language,
        int maxTokens,
        int overlap,
        Storage storage,
        int m,
        int efConstruction,
        Instant createdAt) {

    /** The index it lives in. */
    IndexDefinition index() {
        return new IndexDefinition(
                indexName, dimension, metric, language, storage, m, efConstruction);
    }

    /** The language as requests spell it. */
    public String languageId() {
        return language.id();
    }

    /** The storage as requests spell it. */
    public String storageId() {
        return storage.id();
    }

    /** Why a vector cannot be stored or searched for here; null if it can. */
    public @Nullable String problemOf(Embedding vector) {
        if (vector.dimension() != dimension) {
            return "the vector has %d components, those of the collection '%s' (model '%s') have %d"
                    .formatted(vector.dimension(), name, model, dimension);
        }
        if (metric == Similarity.COSINE && vector.norm() == 0) {
            return "every component of the vector is 0, and the collection '%s' compares by cosine, which needs a direction"
                    .formatted(name);
        }
        return null;
    }
}
