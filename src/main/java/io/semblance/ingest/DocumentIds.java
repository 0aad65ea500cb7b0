package io.semblance.ingest;

import io.semblance.embedding.UnicodeText;
import io.semblance.ingest.DocumentRefusedException.Reason;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What can be a document's id: no other is written, and none is looked for. */
final class DocumentIds {

    static final int MAX_LENGTH = 512;

    private DocumentIds() {}

    /**
     * Checks an id.
     *
     * @param field that has it, as requests spell it
     * @throws DocumentRefusedException if no document can have it
     */
    static String require(@Nullable String id, String field) {
        String problem = problem(id);
        if (id == null || problem != null) {
            throw new DocumentRefusedException(
                    Reason.INVALID_ID,
                    field,
                    "a document's id has 1 to %d characters, none of them a control character; this one %s"
                            .formatted(MAX_LENGTH, problem));
        }
        return id;
    }

    /** Checks the ids of a list. */
    static void require(List<String> ids) {
        for (int i = 0; i < ids.size(); i++) {
            require(ids.get(i), "ids[%d]".formatted(i));
        }
    }

    /** Whether a document can have this id. */
    static boolean isPossible(String id) {
        return problem(id) == null;
    }

    private static @Nullable String problem(@Nullable String id) {
        if (id == null || id.isEmpty()) {
            return "is missing or empty";
        }
        if (id.length() > MAX_LENGTH) {
            return "has " + id.length();
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            return "has a control character";
        }
        String problem = UnicodeText.problem(id);
        return problem == null ? null : "has " + problem;
    }
}
