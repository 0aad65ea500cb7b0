package io.semblance.catalog;

import io.semblance.store.IndexDefinition;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A named set of documents that are embedded by one model and searched together.
 *
 * @param name name in requests
 * @param indexName name of its index in the store; never reused for another collection
 * @param modelVersion version of the model when the collection was created
 * @param dimension dimension of its vectors
 * @param maxTokens maximum number of tokens of a chunk, including special tokens and the prompt
 * @param overlap maximum number of tokens that a chunk repeats from the one before it
 * @param storage the storage that the store uses for its vectors
 */
public record CollectionDefinition(
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

    /** The largest 16-bit float (IEEE 754 binary16). */
    private static final float MAX_HALF = 65_504;

    /** The definition of its index in the store. */
    IndexDefinition index() {
        return new IndexDefinition(
                indexName, dimension, metric, language, storage, m, efConstruction);
    }

    /** The id of the language in requests. */
    public String languageId() {
        return language.id();
    }

    /** The id of the storage in requests. */
    public String storageId() {
        return storage.id();
    }

    /** Why a vector cannot be stored in or compared with this collection; null if it can. */
    public @Nullable String problemOf(Embedding vector) {
        if (vector.dimension() != dimension) {
            return "the vector has dimension %d, the collection '%s' (model '%s') has dimension %d"
                    .formatted(vector.dimension(), name, model, dimension);
        }
        if (metric == Similarity.COSINE && vector.norm() == 0) {
            return "the vector is zero; the collection '%s' uses cosine similarity, which is not defined for it"
                    .formatted(name);
        }
        if (storage == Storage.HALFVEC && metric != Similarity.COSINE) {
            for (int i = 0; i < dimension; i++) {
                if (Math.abs(vector.component(i)) > MAX_HALF) {
                    return "component %d of the vector is %s; the collection '%s' stores 16-bit floats up to %s; create the collection with index.storage vector"
                            .formatted(i, vector.component(i), name, MAX_HALF);
                }
            }
        }
        return null;
    }

    /** The differences to another definition, with the field names of requests. */
    List<String> differencesTo(CollectionDefinition other) {
        List<String> differences = new ArrayList<>();
        differ(differences, "model", model, other.model);
        differ(differences, "language", language.id(), other.language.id());
        differ(differences, "metric", metric.id(), other.metric.id());
        differ(differences, "chunking.maxTokens", maxTokens, other.maxTokens);
        differ(differences, "chunking.overlap", overlap, other.overlap);
        differ(differences, "index.storage", storage.id(), other.storage.id());
        differ(differences, "index.m", m, other.m);
        differ(differences, "index.efConstruction", efConstruction, other.efConstruction);
        return differences;
    }

    private static void differ(List<String> differences, String field, Object here, Object there) {
        if (!here.equals(there)) {
            differences.add("%s is %s, requested %s".formatted(field, here, there));
        }
    }
}
