package io.semblance.tokenization;

import java.util.Arrays;

/** Chooses where a text too long for one piece is cut. */
final class Cuts {

    private Cuts() {}

    /**
     * Cuts greedily: each piece takes as many tokens as it may, less what brings its end to the
     * start of a word.
     *
     * @param starts offset of each token's first code unit, ascending
     */
    static int[] of(String text, int[] starts, int maxTokens) {
        int[] cuts = new int[starts.length / maxTokens * 2 + 2];
        int count = 0;
        int token = 0;
        while (starts.length - token > maxTokens) {
            int next = wordStart(text, starts, token + 1, token + maxTokens);
            // Tokens that share their first character cannot be parted by an offset.
            while (next < starts.length && starts[next] == starts[token]) {
                next++;
            }
            if (next == starts.length) {
                break;
            }
            if (count == cuts.length - 1) {
                cuts = Arrays.copyOf(cuts, cuts.length * 2);
            }
            cuts[count++] = starts[next];
            token = next;
        }
        cuts[count++] = text.length();
        return Arrays.copyOf(cuts, count);
    }

    /**
     * The last token in the second half of [from, to] that begins a word, or {@code to} if none
     * does: a word longer than half a piece is cut within.
     */
    private static int wordStart(String text, int[] starts, int from, int to) {
        for (int token = to; token > from + (to - from) / 2; token--) {
            if (Character.isWhitespace(text.codePointBefore(Math.max(1, starts[token])))) {
                return token;
            }
        }
        return to;
    }
}
