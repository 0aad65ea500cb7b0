package io.semblance.store;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A stored document without its text and vectors.
 *
 * @param chunks number of chunks
 */
public record DocumentSummary(
        String id,
        @Nullable String title,
        Map<String, @Nullable Object> metadata,
        String contentHash,
        int chunks) {}
