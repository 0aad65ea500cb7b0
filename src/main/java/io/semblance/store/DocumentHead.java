package io.semblance.store;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A stored document without its text and vectors.
 *
 * @param chunks how many chunks it has
 */
public record DocumentHead(
        String id,
        @Nullable String title,
        Map<String, @Nullable Object> metadata,
        String contentHash,
        int chunks) {}
