package io.semblance.embedding;

import io.semblance.embedding.TextRefusedException.Reason;

import java.util.List;

/** Refuses texts that no model reads as their sender meant them. */
final class TextChecks {

    private TextChecks() {}

    /**
     * Checks each text.
     *
     * @throws TextRefusedException for the first that is empty, blank, or not valid Unicode
     */
    static void check(List<String> texts) {
        if (texts.isEmpty()) {
            throw new TextRefusedException(0, Reason.EMPTY, "there is no text to embed");
        }
        for (int i = 0; i < texts.size(); i++) {
            check(i, texts.get(i));
        }
    }

    /**
     * Checks a query and the texts to score for it, which may be empty.
     *
     * @throws TextRefusedException for the first that is not valid Unicode
     */
    static void check(RerankRequest request) {
        requireUnicode(0, "the query", request.query());
        for (int i = 0; i < request.texts().size(); i++) {
            requireUnicode(i, "text " + i, request.texts().get(i));
        }
    }

    private static void check(int index, String text) {
        if (text.isBlank()) {
            throw new TextRefusedException(
                    index,
                    Reason.EMPTY,
                    "text %d is empty or blank; it has nothing to embed".formatted(index));
        }
        requireUnicode(index, "text " + index, text);
    }

    private static void requireUnicode(int index, String name, String text) {
        String problem = UnicodeText.problem(text);
        if (problem != null) {
            throw new TextRefusedException(
                    index,
                    Reason.INVALID_CHARACTER,
                    "%s has %s; remove it".formatted(name, problem));
        }
    }
}
