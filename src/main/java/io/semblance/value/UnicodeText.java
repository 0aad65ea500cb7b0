package io.semblance.value;

import org.jspecify.annotations.Nullable;

/**
 * Checks whether a string is text that every part of Semblance can store and read, and finds
 * offsets at which a text can be split.
 */
public final class UnicodeText {

    private UnicodeText() {}

    /**
     * The first problem of a string with its offset, a NUL or a lone surrogate; null if there is
     * none.
     */
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

    /** The offset itself, or the one before it if the offset is inside a surrogate pair. */
    public static int boundary(String text, int offset) {
        boolean inside =
                offset > 0
                        && offset < text.length()
                        && Character.isSurrogatePair(text.charAt(offset - 1), text.charAt(offset));
        return inside ? offset - 1 : offset;
    }
}
