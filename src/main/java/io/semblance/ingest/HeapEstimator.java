package io.semblance.ingest;

import io.semblance.catalog.CollectionDefinition;

/**
 * Estimates the heap that a document uses while it is written: its text and the store's copies of
 * it, its embeddings, the store's buffers for them, and the document that it replaces.
 */
final class HeapEstimator {

    /** Bytes of a code unit of the text in UTF-16, and of its copy in UTF-8. */
    private static final int BYTES_PER_UNIT = 4;

    /** Code units per token in dense text, such as code or Chinese. */
    private static final int UNITS_PER_TOKEN = 2;

    /** Bytes for a chunk's offsets and objects, and for its words in the store's buffer. */
    private static final int BYTES_PER_CHUNK = 1_000;

    /** Code units per token in prose. */
    private static final int UNITS_PER_PROSE_TOKEN = 5;

    private final long chunkBytes;
    private final long storedChunkBytes;
    private final int unitsPerChunk;

    /**
     * @param overhead tokens of a chunk that are not part of its text
     */
    HeapEstimator(CollectionDefinition collection, int overhead) {
        // Once as an embedding, once in the store's buffer.
        this.chunkBytes = 2L * Float.BYTES * collection.dimension() + BYTES_PER_CHUNK;
        // Its vector as it arrives and as an embedding, and its text twice: in the document's text
        // and in its passage.
        this.storedChunkBytes =
                2L * Float.BYTES * collection.dimension()
                        + (long) BYTES_PER_UNIT * UNITS_PER_PROSE_TOKEN * collection.maxTokens();
        int newTokens = collection.maxTokens() - overhead - collection.overlap();
        this.unitsPerChunk = UNITS_PER_TOKEN * Math.max(1, newTokens);
    }

    /** The heap in bytes for a document that is not yet split into chunks. */
    long estimate(DraftValidator.ValidDraft draft) {
        int units = draft.text().length();
        int chunks = draft.vector() != null ? 1 : 1 + units / unitsPerChunk;
        if (draft.embedded() != null) {
            chunks = Math.max(chunks, draft.embedded().chunks().size());
        }
        return (long) BYTES_PER_UNIT * units + chunks * chunkBytes;
    }

    /**
     * The heap in bytes for a stored document that is read to reuse its vectors.
     *
     * @param chunks its number of chunks
     */
    long estimateStored(int chunks) {
        return chunks * storedChunkBytes;
    }

    /** The most chunks of a text that fit into this many bytes of heap; at least 1. */
    int maxChunks(String text, long bytes) {
        long left = bytes - (long) BYTES_PER_UNIT * text.length();
        return Math.clamp(left / chunkBytes, 1, Integer.MAX_VALUE);
    }
}
