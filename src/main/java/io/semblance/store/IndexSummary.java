package io.semblance.store;

import org.jspecify.annotations.Nullable;

/**
 * An index in a list of all indexes. What the store does not know without opening the index is
 * null.
 *
 * @param state as in {@link IndexStatus}
 * @param sizeBytes what it takes on disk, as last measured
 */
public record IndexSummary(
        String state, @Nullable Long documents, @Nullable Long chunks, @Nullable Long sizeBytes) {}
