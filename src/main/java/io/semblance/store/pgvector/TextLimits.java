package io.semblance.store.pgvector;

/** Cuts text to what PostgreSQL's text search takes: a tsvector has at most 1 MB. */
final class TextLimits {

    private TextLimits() {}

    /** The beginning, not cut within a code point. */
    static String head(String text, int maxCharacters) {
        if (text.length() <= maxCharacters) {
            return text;
        }
        int end =
                maxCharacters - (Character.isHighSurrogate(text.charAt(maxCharacters - 1)) ? 1 : 0);
        return text.substring(0, end);
    }
}
