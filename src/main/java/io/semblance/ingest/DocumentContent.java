package io.semblance.ingest;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A stored document, without its vectors.
 *
 * @param text null if only a summary was requested
 * @param chunks its number of chunks
 */
public record DocumentContent(
        String id,
        @Nullable String title,
        @Nullable String text,
        Map<String, @Nullable Object> metadata,
        int chunks) {}
