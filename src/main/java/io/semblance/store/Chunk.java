package io.semblance.store;

import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a document's text and its vector.
 *
 * @param start offset of its first character in the text, in UTF-16 code units
 * @param end offset after its last character
 * @param embedding its vector, which has the index's dimension
 * @param source where it begins in the file that the document was read from; null if the document
 *     was not read from a file, or the place is not known
 */
public record Chunk(int start, int end, Embedding embedding, @Nullable ChunkSource source) {

    /** Checks that the offsets are in order. */
    public Chunk {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException(
                    "a chunk's offsets must be in order, got: %d to %d".formatted(start, end));
        }
    }

    /** Creates a chunk without a source. */
    public Chunk(int start, int end, Embedding embedding) {
        this(start, end, embedding, null);
    }
}
