package io.semblance.store;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One result of a search.
 *
 * @param id id of the document
 * @param chunk number of the chunk that matched best
 * @param start offset of that chunk in the document's text, in UTF-16 code units
 * @param end offset after its last character
 * @param score higher is better; see {@link Retrieval} for its scale
 * @param title null if the document has none or text was not requested
 * @param text text of the chunk; null if not requested
 * @param metadata metadata of the document; null if not requested
 * @param source where the chunk begins in the file that the document was read from; null if unknown
 */
public record Hit(
        String id,
        int chunk,
        int start,
        int end,
        double score,
        @Nullable String title,
        @Nullable String text,
        @Nullable Map<String, @Nullable Object> metadata,
        @Nullable ChunkSource source) {

    /** This hit with another score. */
    public Hit withScore(double score) {
        return new Hit(id, chunk, start, end, score, title, text, metadata, source);
    }

    /** This hit without title and text. */
    public Hit withoutText() {
        return new Hit(id, chunk, start, end, score, null, null, metadata, source);
    }
}
