package io.semblance.tokenization;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Splits a text into pieces of a bounded number of tokens, between words if possible. */
final class TextSplitter {

    private static final Set<Character.UnicodeScript> UNSPACED =
            EnumSet.of(
                    Character.UnicodeScript.HAN,
                    Character.UnicodeScript.HIRAGANA,
                    Character.UnicodeScript.KATAKANA,
                    Character.UnicodeScript.THAI,
                    Character.UnicodeScript.LAO,
                    Character.UnicodeScript.KHMER,
                    Character.UnicodeScript.MYANMAR);

    private TextSplitter() {}

    /**
     * Splits greedily: each piece takes as many tokens as allowed, less those after its last word
     * start.
     *
     * @param starts offset of each token's first UTF-16 code unit, ascending
     * @param maxTokens the most tokens of a piece
     * @return the end offset of each piece, ascending; the last one is the text's length
     */
    static int[] endOffsets(String text, int[] starts, int maxTokens) {
        int[] ends = new int[starts.length / maxTokens * 2 + 2];
        int count = 0;
        int token = 0;
        while (starts.length - token > maxTokens) {
            int next = wordStart(text, starts, token + 1, token + maxTokens);
            // No offset separates tokens that start at the same character.
            while (next < starts.length && starts[next] == starts[token]) {
                next++;
            }
            if (next == starts.length) {
                break;
            }
            if (count == ends.length - 1) {
                ends = Arrays.copyOf(ends, ends.length * 2);
            }
            ends[count++] = starts[next];
            token = next;
        }
        ends[count++] = text.length();
        return Arrays.copyOf(ends, count);
    }

    /**
     * The last token in the second half of [from, to] after white space; without one, the last
     * token that is not within a word; {@code to} if there is none: only a word longer than a piece
     * is split.
     */
    private static int wordStart(String text, int[] starts, int from, int to) {
        for (int token = to; token > from + (to - from) / 2; token--) {
            if (Character.isWhitespace(text.codePointBefore(Math.max(1, starts[token])))) {
                return token;
            }
        }
        for (int token = to; token >= from; token--) {
            if (!isWithinWord(text, starts[token])) {
                return token;
            }
        }
        return to;
    }

    private static boolean isWithinWord(String text, int offset) {
        return offset > 0
                && isPartOfSpacedWord(text.codePointBefore(offset))
                && isPartOfSpacedWord(text.codePointAt(offset));
    }

    /** Letters, marks and digits, except those of scripts that have no spaces between words. */
    private static boolean isPartOfSpacedWord(int codePoint) {
        boolean mark = Character.getType(codePoint) == Character.NON_SPACING_MARK;
        return (Character.isLetterOrDigit(codePoint) || mark)
                && !UNSPACED.contains(Character.UnicodeScript.of(codePoint));
    }
}
