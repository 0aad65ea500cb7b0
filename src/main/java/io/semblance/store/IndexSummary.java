package io.semblance.store;

import org.jspecify.annotations.Nullable;

/**
 * The state and size of an index in a list of all indexes. Values that the store does not know
 * without opening the index are null.
 *
 * @param state as in {@link IndexStatus}
 * @param sizeBytes its size on disk, as last measured
 */
public record IndexSummary(
        String state, @Nullable Long documents, @Nullable Long chunks, @Nullable Long sizeBytes) {

    /** The summary of an open index. */
    public static IndexSummary of(IndexStatus status) {
        return new IndexSummary(
                status.state(), status.documents(), status.chunks(), status.sizeBytes());
    }
}
