package io.semblance.web;

import io.semblance.ingest.DocumentDraft;
import io.semblance.vector.Embedding;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.List;
import java.util.Map;

/** The body of {@code PUT …/documents}. */
record DocumentsBody(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
                @JsonDeserialize(using = BoundedLists.Documents.class)
                @Nullable List<@Nullable Item> documents) {

    /**
     * One document.
     *
     * @param vector in place of an embedding of the text
     */
    record Item(
            @Nullable String id,
            @Nullable String title,
            @Nullable String text,
            @JsonDeserialize(using = JsonValueReader.ObjectReader.class)
                    @Nullable Map<String, @Nullable Object> metadata,
            @JsonDeserialize(using = VectorReader.class) @Nullable Embedding vector) {

        DocumentDraft draft() {
            return new DocumentDraft(id, title, text, metadata, vector);
        }
    }
}
