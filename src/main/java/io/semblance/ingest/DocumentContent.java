package io.semblance.ingest;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A stored document as it is read.
 *
 * @param text null where only a summary was asked for
 * @param chunks how many chunks it has
 */
public record DocumentContent(
        String id,
        @Nullable String title,
        @Nullable String text,
        Map<String, @Nullable Object> metadata,
        int chunks) {}
