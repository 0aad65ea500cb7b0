package io.semblance.store.analysis;

import io.semblance.value.UnicodeText;

import org.jspecify.annotations.Nullable;

/**
 * Splits a text into blocks between words, so that memory does not depend on its length. Not
 * thread-safe.
 */
final class TextBlocks {

    private static final int MAX_BLOCK = 8_192;
    private static final int MIN_BLOCK = 4_096;

    private final String text;
    private int next;

    TextBlocks(String text) {
        this.text = text;
    }

    /** The next block; null at the end. */
    @Nullable String block() {
        if (next == text.length()) {
            return null;
        }
        int start = next;
        next = text.length() - start <= MAX_BLOCK ? text.length() : end(start);
        return text.substring(start, next);
    }

    /**
     * The end of a block: after white space, otherwise before punctuation, otherwise where the
     * block is full.
     */
    private int end(int start) {
        int full = start + MAX_BLOCK;
        for (int i = full; i > start + MIN_BLOCK; i--) {
            if (Character.isWhitespace(text.charAt(i - 1))) {
                return i;
            }
        }
        for (int i = full; i > start + MIN_BLOCK; i--) {
            int type = Character.getType(text.charAt(i));
            if (type == Character.OTHER_PUNCTUATION || type == Character.END_PUNCTUATION) {
                return i;
            }
        }
        return UnicodeText.boundary(text, full);
    }
}
