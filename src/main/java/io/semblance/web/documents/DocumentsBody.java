package io.semblance.web.documents;

import io.semblance.ingest.DocumentDraft;
import io.semblance.value.Embedding;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.json.BoundedListReader;
import io.semblance.web.limit.LimitProperties;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.List;
import java.util.Map;

/** The body of {@code PUT …/documents}. */
public record DocumentsBody(
        @ArraySchema(minItems = 1)
                @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
                @JsonDeserialize(using = DocumentsBody.Reader.class)
                @Nullable List<Entry> documents) {

    /** An element of the list: a document, or an element that cannot be read as one. */
    @JsonDeserialize(using = DocumentReader.class)
    public sealed interface Entry permits Item, Unreadable {}

    /**
     * One document.
     *
     * @param vector vector to store instead of an embedding of the text
     */
    public record Item(
            @Nullable String id,
            @Nullable String title,
            @Nullable String text,
            @Nullable Map<String, @Nullable Object> metadata,
            @Nullable Embedding vector)
            implements Entry {

        DocumentDraft draft() {
            return new DocumentDraft(id, title, text, metadata, vector);
        }
    }

    /**
     * An element that cannot be read as a document.
     *
     * @param id id of the document; null if it cannot be read
     * @param error what is wrong with it; its field is one of the document
     */
    record Unreadable(@Nullable String id, ApiError error) implements Entry {}

    /** Reads the documents to write. */
    static final class Reader extends BoundedListReader<Entry> {

        private static final long serialVersionUID = 1L;

        @Autowired
        Reader(LimitProperties limits) {
            super(
                    Entry.class,
                    limits.documents(),
                    ApiError.badRequest(
                            ErrorCode.TOO_MANY_DOCUMENTS,
                            "more than %d documents in one request; send them in parts or raise semblance.limits.documents"
                                    .formatted(limits.documents()),
                            "documents"));
        }

        @Override
        protected Entry ofNull() {
            return new Unreadable(
                    null,
                    ApiError.badRequest(
                            ErrorCode.INVALID_VALUE,
                            "a document must be an object, got: null",
                            null));
        }
    }
}
