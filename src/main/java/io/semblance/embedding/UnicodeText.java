package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

/** Says whether a string is text that every part of Semblance can keep and read. */
public final class UnicodeText {

    private UnicodeText() {}

    /** What is wrong with a string, and where: a NUL or a lone surrogate; null if nothing is. */
    public static @Nullable String problem(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0) {
                return "a NUL character at offset " + i;
            }
            if (Character.isSurrogate(unit)) {
                boolean paired =
                        Character.isHighSurrogate(unit)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return "the lone surrogate U+%04X at offset %d".formatted((int) unit, i);
                }
                i++;
            }
        }
        return null;
    }
}
