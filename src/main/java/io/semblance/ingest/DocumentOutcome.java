package io.semblance.ingest;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The result of writing one document.
 *
 * @param id the id in the request; null if it was missing
 * @param status what happened to the document
 * @param chunks its number of chunks now; 0 if it failed
 * @param embedded its chunks that the model embedded for this write
 * @param reused its chunks whose vectors were those of the stored document, because their passages
 *     are the same; chunks of a document that was not written again are not counted
 * @param failure why it failed: an exception of the ingest, embedding, catalog or store module, or
 *     an {@link io.semblance.value.AbandonedException}; null if it did not fail
 * @param warnings messages for the client about this document
 */
public record DocumentOutcome(
        @Nullable String id,
        Status status,
        int chunks,
        int embedded,
        int reused,
        @Nullable RuntimeException failure,
        List<String> warnings) {

    DocumentOutcome(@Nullable String id, Status status, int chunks) {
        this(id, status, chunks, 0, 0, null, List.of());
    }

    /** What happened to the document. */
    public enum Status {
        /** There was no document with this id. */
        CREATED,
        /** A document was replaced, or its metadata changed. */
        UPDATED,
        /** The same document was already stored; nothing was embedded. */
        UNCHANGED,
        /** The document was not written. */
        FAILED
    }

    static DocumentOutcome failed(@Nullable String id, RuntimeException failure) {
        return new DocumentOutcome(id, Status.FAILED, 0, 0, 0, failure, List.of());
    }
}
