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

    private static void check(int index, String text) {
        if (text.isBlank()) {
            throw new TextRefusedException(
                    index,
                    Reason.EMPTY,
                    "text %d is empty or blank; it has nothing to embed".formatted(index));
        }
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0) {
                throw invalid(index, i, "a NUL character");
            }
            if (Character.isSurrogate(unit)) {
                boolean paired =
                        Character.isHighSurrogate(unit)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    throw invalid(index, i, "the lone surrogate U+%04X".formatted((int) unit));
                }
                i++;
            }
        }
    }

    private static TextRefusedException invalid(int index, int offset, String what) {
        return new TextRefusedException(
                index,
                Reason.INVALID_CHARACTER,
                "text %d has %s at offset %d; remove it".formatted(index, what, offset));
    }
}
