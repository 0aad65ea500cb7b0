package io.semblance.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A document as it is written: whole, with the vectors of its chunks.
 *
 * @param id 1 to 512 characters, unique in its index
 * @param title searched lexically together with each chunk's text; null for none
 * @param text the whole text
 * @param metadata JSON values: String, Boolean, Double, Long, Integer, null, List and Map of them
 * @param contentHash of all that decides the chunks and their vectors; opaque to the store
 * @param chunks at least one; the index in this list is the chunk's number
 */
public record Document(
        String id,
        @Nullable String title,
        String text,
        Map<String, @Nullable Object> metadata,
        String contentHash,
        List<Chunk> chunks) {

    /** Checks that there is a chunk and that each lies within the text. */
    public Document {
        if (chunks.isEmpty()) {
            throw new IllegalArgumentException("document '%s' has no chunk".formatted(id));
        }
        for (Chunk chunk : chunks) {
            if (chunk.end() > text.length()) {
                throw new IllegalArgumentException(
                        "a chunk of document '%s' ends at %d, past its text of %d characters"
                                .formatted(id, chunk.end(), text.length()));
            }
        }
        chunks = List.copyOf(chunks);
    }
}
