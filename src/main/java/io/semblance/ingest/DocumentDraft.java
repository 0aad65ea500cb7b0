package io.semblance.ingest;

import io.semblance.vector.Embedding;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A document as a caller sends it; nothing is checked yet.
 *
 * @param id 1 to 512 characters without control characters
 * @param title put before each chunk when it is embedded, and searched lexically
 * @param text may be missing only if there is a vector
 * @param metadata JSON values; none if null
 * @param vector the whole document's, made elsewhere; null to embed the text
 */
public record DocumentDraft(
        @Nullable String id,
        @Nullable String title,
        @Nullable String text,
        @Nullable Map<String, @Nullable Object> metadata,
        @Nullable Embedding vector) {}
