package io.semblance.embedding.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A word to search for in bytes, with the algorithm of Boyer, Moore and Horspool (1980), which
 * skips most bytes of a model's weights.
 */
final class BytePattern {

    private final byte[] word;
    private final int[] shifts = new int[256];

    /** Creates a pattern from a word of ASCII characters. */
    BytePattern(String ascii) {
        word = ascii.getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(shifts, word.length);
        for (int i = 0; i < word.length - 1; i++) {
            shifts[word[i] & 0xff] = word.length - 1 - i;
        }
    }

    int length() {
        return word.length;
    }

    /** Returns whether the first {@code length} bytes contain the word. */
    boolean isIn(byte[] bytes, int length) {
        int last = word.length - 1;
        for (int end = last; end < length; end += shifts[bytes[end] & 0xff]) {
            int from = end - last;
            if (bytes[end] == word[last] && Arrays.equals(bytes, from, end, word, 0, last)) {
                return true;
            }
        }
        return false;
    }
}
