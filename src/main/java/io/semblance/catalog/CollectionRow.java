package io.semblance.catalog;

import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.value.Similarity;

import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A collection's definition as it is stored in the database, with the ids that requests use. This
 * version may not be able to read it; {@link CollectionDefinition} documents the columns.
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
    public static CollectionRow of(CollectionDefinition definition) {
        return new CollectionRow(
                definition.name(),
                definition.indexName(),
                definition.model(),
                definition.modelVersion(),
                definition.dimension(),
                definition.metric().id(),
                definition.language().id(),
                definition.maxTokens(),
                definition.overlap(),
                definition.storage().id(),
                definition.m(),
                definition.efConstruction(),
                definition.createdAt());
    }

    /**
     * The definition in this row.
     *
     * @throws CollectionFailedException if the row is not a valid definition
     */
    CollectionDefinition definition() {
        try {
            CollectionDefinition definition =
                    new CollectionDefinition(
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
            var _ = definition.index();
            return definition;
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
