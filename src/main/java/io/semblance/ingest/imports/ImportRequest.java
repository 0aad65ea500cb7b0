package io.semblance.ingest.imports;

import org.jspecify.annotations.Nullable;

/**
 * How documents are imported.
 *
 * @param collection created with the defaults if it does not exist
 * @param idempotencyKey key for which the collection has at most one job that has not failed; null
 *     for none
 */
public record ImportRequest(
        String collection,
        OnConflict onConflict,
        FieldMapping fields,
        @Nullable String idempotencyKey) {}
