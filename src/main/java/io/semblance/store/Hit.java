package io.semblance.store;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One result of a search.
 *
 * @param id the document's
 * @param chunk number of the chunk that matched best
 * @param start offset of that chunk in the document's text, in UTF-16 code units
 * @param end offset after it
 * @param score higher is better; see {@link Retrieval} for its scale
 * @param title null if the document has none or text was not asked for
 * @param text the chunk's; null if not asked for
 * @param metadata the document's; null if not asked for
 */
public record Hit(
        String id,
        int chunk,
        int start,
        int end,
        double score,
        @Nullable String title,
        @Nullable String text,
        @Nullable Map<String, @Nullable Object> metadata) {}
