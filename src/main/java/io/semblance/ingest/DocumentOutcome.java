package io.semblance.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What became of one document of a write.
 *
 * @param id as it was sent; null if it was missing
 * @param chunks how many it has now; 0 if it failed
 * @param failure why it failed: of this module's, the embedding's or the catalog's family; null if
 *     it did not
 */
public record DocumentOutcome(
        @Nullable String id, Status status, int chunks, @Nullable RuntimeException failure) {

    /** What happened. */
    public enum Status {
        /** There was no document of this id. */
        CREATED,
        /** Another one was replaced, or its metadata changed. */
        UPDATED,
        /** It was there already; nothing was embedded. */
        UNCHANGED,
        /** Nothing was written. */
        FAILED
    }

    static DocumentOutcome failed(@Nullable String id, RuntimeException failure) {
        return new DocumentOutcome(id, Status.FAILED, 0, failure);
    }
}
