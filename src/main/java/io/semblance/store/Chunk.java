package io.semblance.store;

import io.semblance.value.Embedding;

/**
 * A piece of a document's text and its vector.
 *
 * @param start offset of its first character in the text, in UTF-16 code units
 * @param end offset after its last character
 * @param embedding its vector, which has the index's dimension
 */
public record Chunk(int start, int end, Embedding embedding) {

    /** Checks that the offsets are in order. */
    public Chunk {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException(
                    "a chunk's offsets must be in order, got: %d to %d".formatted(start, end));
        }
    }
}
