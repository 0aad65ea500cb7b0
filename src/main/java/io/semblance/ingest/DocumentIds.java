package io.semblance.ingest;

import io.semblance.ingest.DocumentRefusedException.Reason;
import io.semblance.value.UnicodeText;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The rules for document ids, checked before each read and write. */
final class DocumentIds {

    static final int MAX_LENGTH = 512;

    private DocumentIds() {}

    /**
     * Checks an id.
     *
     * @param field the request field that has the id
     * @throws DocumentRefusedException if the id is not valid
     */
    static String require(@Nullable String id, String field) {
        String problem = problem(id);
        if (id == null || problem != null) {
            throw new DocumentRefusedException(
                    Reason.INVALID_ID,
                    field,
                    "a document id must have 1 to %d characters and no control characters; this one %s"
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

    /** Whether an id is valid. */
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
