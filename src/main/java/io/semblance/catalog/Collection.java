package io.semblance.catalog;

import io.semblance.store.IndexDefinition;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.vector.Embedding;
import io.semblance.vector.Similarity;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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

    /** The largest 16-bit float (IEEE 754 binary16). */
    private static final float MAX_HALF = 65_504;

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
        if (storage == Storage.HALFVEC && metric != Similarity.COSINE) {
            for (int i = 0; i < dimension; i++) {
                if (Math.abs(vector.component(i)) > MAX_HALF) {
                    return "component %d of the vector is %s, and the collection '%s' keeps 16-bit floats, which end at %s; make the collection with index.storage vector"
                            .formatted(i, vector.component(i), name, MAX_HALF);
                }
            }
        }
        return null;
    }

    /** What another definition has otherwise, in the words of requests. */
    List<String> differencesTo(Collection other) {
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
            differences.add("%s is %s, asked for %s".formatted(field, here, there));
        }
    }
}
