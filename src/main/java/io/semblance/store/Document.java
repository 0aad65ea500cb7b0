package io.semblance.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A complete document to write, with the vectors of its chunks.
 *
 * @param id 1 to 512 characters, unique in its index
 * @param title searched lexically together with each chunk's text; null for none
 * @param text the whole text
 * @param metadata JSON values: String, Boolean, Double, Long, Integer, null, List and Map of them
 * @param contentHash hash of everything that determines the chunks and their vectors; opaque to the
 *     store
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
            throw new IllegalArgumentException(
                    "document '%s' must have at least one chunk".formatted(id));
        }
        for (Chunk chunk : chunks) {
            if (chunk.end() > text.length()) {
                throw new IllegalArgumentException(
                        "document '%s' has a chunk that ends at %d, past its text of %d characters"
                                .formatted(id, chunk.end(), text.length()));
            }
        }
        chunks = List.copyOf(chunks);
    }
}
