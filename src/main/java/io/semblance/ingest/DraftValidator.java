package io.semblance.ingest;

import io.semblance.catalog.CollectionDefinition;
import io.semblance.ingest.DocumentRefusedException.Reason;
import io.semblance.ingest.files.Section;
import io.semblance.value.Embedding;
import io.semblance.value.UnicodeText;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Validates the documents of one request against the limits and their collection. Not thread-safe.
 */
final class DraftValidator {

    static final int MAX_TITLE_LENGTH = 10_000;

    private final CollectionDefinition collection;
    private final IngestProperties limits;
    private final Set<String> seen = new HashSet<>();

    DraftValidator(CollectionDefinition collection, IngestProperties limits) {
        this.collection = collection;
        this.limits = limits;
    }

    /**
     * A draft that passed validation.
     *
     * @param text blank only if there is a title or a vector
     * @param embedded not validated yet: it is only used if the collection would compute the same
     */
    record ValidDraft(
            String id,
            @Nullable String title,
            String text,
            Map<String, @Nullable Object> metadata,
            @Nullable Embedding vector,
            @Nullable EmbeddedText embedded,
            List<Section> sections) {}

    /**
     * Validates one draft; its id must differ from the ids validated before.
     *
     * @throws DocumentRefusedException if the draft is not valid
     */
    ValidDraft check(DocumentDraft draft) {
        String id = DocumentIds.require(draft.id(), "id");
        requireNew(id);
        String title = draft.title() == null || draft.title().isBlank() ? null : draft.title();
        if (title != null) {
            requireText("title", title, MAX_TITLE_LENGTH);
        }
        String text = draft.text() == null ? "" : draft.text();
        if (text.isBlank() && title == null && draft.vector() == null) {
            throw new DocumentRefusedException(
                    Reason.EMPTY_TEXT,
                    "text",
                    "the text is missing, empty or blank, and there is neither a title nor a"
                            + " vector");
        }
        requireText("text", text, limits.documentCharacters());
        if (draft.vector() != null) {
            requireVector(draft.vector());
        }
        return new ValidDraft(
                id,
                title,
                text,
                Metadata.checked(draft.metadata(), limits.metadata().toBytes()),
                draft.vector(),
                draft.embedded(),
                draft.sections());
    }

    private void requireNew(String id) {
        if (!seen.add(id)) {
            throw new DocumentRefusedException(
                    Reason.DUPLICATE_ID,
                    "id",
                    "an earlier document of the request has the id '%s' too; send each id once"
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
