package io.semblance.ingest;

import io.semblance.catalog.Collection;
import io.semblance.embedding.UnicodeText;
import io.semblance.ingest.DocumentRefusedException.Reason;
import io.semblance.vector.Embedding;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Checks the documents of one request against the limits and their collection. */
final class DraftChecks {

    static final int MAX_TITLE_LENGTH = 10_000;

    private final Collection collection;
    private final IngestProperties limits;
    private final Set<String> seen = new HashSet<>();

    DraftChecks(Collection collection, IngestProperties limits) {
        this.collection = collection;
        this.limits = limits;
    }

    /**
     * A draft that can be a document.
     *
     * @param text empty only if there is a vector
     */
    record Checked(
            String id,
            @Nullable String title,
            String text,
            Map<String, @Nullable Object> metadata,
            @Nullable Embedding vector) {}

    /**
     * Checks one draft after those before it.
     *
     * @throws DocumentRefusedException if it cannot be a document
     */
    Checked check(DocumentDraft draft) {
        String id = DocumentIds.require(draft.id(), "id");
        requireNew(id);
        String title = draft.title() == null || draft.title().isBlank() ? null : draft.title();
        if (title != null) {
            requireText("title", title, MAX_TITLE_LENGTH);
        }
        String text = draft.text() == null ? "" : draft.text();
        if (text.isBlank() && draft.vector() == null) {
            throw new DocumentRefusedException(
                    Reason.EMPTY_TEXT,
                    "text",
                    "the text is missing, empty or blank, and there is no vector");
        }
        requireText("text", text, limits.documentCharacters());
        if (draft.vector() != null) {
            requireVector(draft.vector());
        }
        return new Checked(
                id,
                title,
                text,
                Metadata.checked(draft.metadata(), limits.metadata().toBytes()),
                draft.vector());
    }

    private void requireNew(String id) {
        if (!seen.add(id)) {
            throw new DocumentRefusedException(
                    Reason.DUPLICATE_ID,
                    "id",
                    "the request has another document '%s' before this one; send one of them"
                            .formatted(id));
        }
    }

    private static void requireText(String field, String text, int maxLength) {
        if (text.length() > maxLength) {
            throw new DocumentRefusedException(
                    Reason.TEXT_TOO_LONG,
                    field,
                    "the %s has %d characters, the limit is %d; split the document"
                            .formatted(field, text.length(), maxLength));
        }
        String problem = UnicodeText.problem(text);
        if (problem != null) {
            throw new DocumentRefusedException(
                    Reason.INVALID_TEXT,
                    field,
                    "the %s has %s; remove it".formatted(field, problem));
        }
    }

    private void requireVector(Embedding vector) {
        String problem = collection.problemOf(vector);
        if (problem != null) {
            throw new DocumentRefusedException(Reason.INVALID_VECTOR, "vector", problem);
        }
    }
}
