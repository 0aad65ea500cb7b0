package io.semblance.catalog;

import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.vector.Similarity;

import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A collection's definition as the database has it and requests spell it. It may be one that this
 * version cannot read; {@link Collection} documents the columns.
 */
public record CollectionRow(
        String name,
        String indexName,
        String model,
        String modelVersion,
        int dimension,
        String metric,
        String language,
        int maxTokens,
        int overlap,
        String storage,
        int m,
        int efConstruction,
        Instant createdAt) {

    /** The row of a collection. */
    public static CollectionRow of(Collection collection) {
        return new CollectionRow(
                collection.name(),
                collection.indexName(),
                collection.model(),
                collection.modelVersion(),
                collection.dimension(),
                collection.metric().id(),
                collection.language().id(),
                collection.maxTokens(),
                collection.overlap(),
                collection.storage().id(),
                collection.m(),
                collection.efConstruction(),
                collection.createdAt());
    }

    /**
     * The collection.
     *
     * @throws CollectionFailedException if the row is not a definition
     */
    Collection collection() {
        try {
            Collection collection =
                    new Collection(
                            name,
                            indexName,
                            model,
                            modelVersion,
                            dimension,
                            constant("metric", metric, Similarity.values(), Similarity::id),
                            constant("language", language, Language.values(), Language::id),
                            maxTokens,
                            overlap,
                            constant("storage", storage, Storage.values(), Storage::id),
                            m,
                            efConstruction,
                            createdAt);
            // Checks the bounds.
            var _ = collection.index();
            return collection;
        } catch (IllegalArgumentException e) {
            throw new CollectionFailedException(
                    name,
                    "its row in the table 'collection' cannot be read: %s; restore the row, or delete the collection"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static <E> E constant(
            String column, String value, E[] constants, Function<E, String> id) {
        return Arrays.stream(constants)
                .filter(constant -> id.apply(constant).equals(value))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "the column '%s' is '%s'".formatted(column, value)));
    }
}
