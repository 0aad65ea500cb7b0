package io.semblance.ingest.files;

import io.semblance.value.UnicodeText;

/**
 * Removes what a document's text must not have: NUL and other control characters except tabs and
 * line breaks; a lone surrogate becomes U+FFFD.
 */
final class TextCleaner {

    private static final char REPLACEMENT = '\uFFFD';

    private TextCleaner() {}

    /** The text without invalid characters; line breaks become {@code \n}. */
    static String cleaned(CharSequence text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '\r') {
                boolean pair = i + 1 < text.length() && text.charAt(i + 1) == '\n';
                clean.append(pair ? "" : "\n");
            } else if (Character.isSurrogate(unit)) {
                if (i + 1 < text.length() && Character.isSurrogatePair(unit, text.charAt(i + 1))) {
                    clean.append(unit).append(text.charAt(++i));
                } else {
                    clean.append(REPLACEMENT);
                }
            } else if (isKept(unit)) {
                clean.append(unit);
            }
        }
        return clean.toString();
    }

    /** Whether a character other than a surrogate is kept. */
    static boolean isKept(char unit) {
        return unit >= ' ' ? unit != '\u007F' : unit == '\t' || unit == '\n';
    }

    /** One line without invalid characters, of at most {@code max} characters. */
    static String shortened(String text, int max) {
        String start = text.substring(0, Math.min(text.length(), 4 * max));
        String line = cleaned(start).replaceAll("\\s+", " ").strip();
        return line.substring(0, UnicodeText.boundary(line, Math.min(line.length(), max)));
    }
}
