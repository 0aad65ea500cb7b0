package io.semblance.ingest;

import io.semblance.ingest.files.Section;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A document as a client sends it, not validated yet.
 *
 * @param id 1 to 512 characters without control characters
 * @param title precedes each chunk when it is embedded, and is part of lexical search
 * @param text may be missing only if there is a title, which is then embedded, or a vector
 * @param metadata JSON values; null for none
 * @param vector the embedding of the whole document, computed by the client; null to embed the text
 * @param embedded the chunks of the text with their vectors, as an export contains them; they are
 *     stored if the collection would compute the same ones, otherwise the text is embedded. Null to
 *     embed the text
 * @param sections where the pages, headings or rows of the file begin in the text, in this order;
 *     empty if the document is not from a file
 */
public record DocumentDraft(
        @Nullable String id,
        @Nullable String title,
        @Nullable String text,
        @Nullable Map<String, @Nullable Object> metadata,
        @Nullable Embedding vector,
        @Nullable EmbeddedText embedded,
        List<Section> sections) {

    /** Creates a document that is not from a file and whose text is not embedded yet. */
    public DocumentDraft(
            @Nullable String id,
            @Nullable String title,
            @Nullable String text,
            @Nullable Map<String, @Nullable Object> metadata,
            @Nullable Embedding vector) {
        this(id, title, text, metadata, vector, null, List.of());
    }
}
