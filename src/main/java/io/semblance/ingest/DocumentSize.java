package io.semblance.ingest;

import io.semblance.catalog.Collection;

/**
 * Estimates the heap that a document takes while it is written: its text and the copies that the
 * store makes of it, its embeddings, and what the store buffers of them.
 */
final class DocumentSize {

    /** A code unit of the text in UTF-16, and its copy in UTF-8. */
    private static final int BYTES_PER_UNIT = 4;

    /** Code units of a token in dense text, such as code or Chinese. */
    private static final int UNITS_PER_TOKEN = 2;

    /** Offsets, objects and the words of a chunk in the store's buffer. */
    private static final int BYTES_PER_CHUNK = 1_000;

    private final long chunkBytes;
    private final int unitsPerChunk;

    /**
     * @param overhead tokens of a chunk that are not its text's
     */
    DocumentSize(Collection collection, int overhead) {
        // Once as an embedding, once in the store's buffer.
        this.chunkBytes = 2L * Float.BYTES * collection.dimension() + BYTES_PER_CHUNK;
        int newTokens = collection.maxTokens() - overhead - collection.overlap();
        this.unitsPerChunk = UNITS_PER_TOKEN * Math.max(1, newTokens);
    }

    /** The heap for a document before it is cut. */
    long estimate(DraftChecks.Checked draft) {
        int units = draft.text().length();
        int chunks = draft.vector() != null ? 1 : 1 + units / unitsPerChunk;
        return (long) BYTES_PER_UNIT * units + chunks * chunkBytes;
    }

    /** The most chunks of a text for which that much heap is enough. */
    int maxChunks(String text, long bytes) {
        long left = bytes - (long) BYTES_PER_UNIT * text.length();
        return Math.clamp(left / chunkBytes, 1, Integer.MAX_VALUE);
    }
}
