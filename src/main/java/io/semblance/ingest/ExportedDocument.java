package io.semblance.ingest;

import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A document of an export. A {@link DocumentDraft} of the same values restores it.
 *
 * @param vector its own vector, if it was written with one; null for an export without vectors
 * @param embedded its chunks with the vectors that the model computed; null if it has its own
 *     vector, and for an export without vectors
 */
public record ExportedDocument(
        String id,
        @Nullable String title,
        String text,
        Map<String, @Nullable Object> metadata,
        @Nullable Embedding vector,
        @Nullable EmbeddedText embedded) {}
