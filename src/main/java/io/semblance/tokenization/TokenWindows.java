package io.semblance.tokenization;

import org.jspecify.annotations.Nullable;

/**
 * Tokenises a text in windows of bounded length, so that memory does not grow with the text. Two
 * neighbouring windows overlap. Each is right except near its own ends, whatever the tokenizer, so
 * they are joined in the middle of the overlap, where both have found the same tokens at the same
 * places. Where they find none, a single word is longer than the overlap, and the window is
 * doubled.
 */
final class TokenWindows {

    /** Code units of a window: at most some 16,000 tokens. */
    static final int WINDOW = 16_384;

    /** Code units that two windows share. */
    private static final int OVERLAP = 4_096;

    /** Code units at a window's end that do not count: ten times BERT's longest word. */
    private static final int EDGE = 1_024;

    /** Equal tokens in a row after which two windows count as in step. */
    private static final int AGREEMENT = 8;

    private final NativeEncodings encodings;
    private final String text;

    TokenWindows(NativeEncodings encodings, String text) {
        this.encodings = encodings;
        this.text = text;
    }

    private record Window(int from, int to, TokenSpans tokens) {}

    /** Where two windows are joined: the next token of each. */
    private record Seam(int current, int following) {}

    /**
     * The text's tokens, without special tokens.
     *
     * @param maxTokens after which the rest of the text is left out; then there are more
     */
    TokenSpans tokens(int maxTokens) {
        Window current = window(0, WINDOW);
        if (current.to() == text.length()) {
            return current.tokens();
        }
        TokenSpans all = new TokenSpans(current.tokens().size() * 2);
        int taken = 0;
        while (current.to() < text.length() && all.size() <= maxTokens) {
            Window following = window(boundary(current.to() - OVERLAP), WINDOW);
            Seam seam = seam(current, following);
            if (seam == null) {
                current = window(current.from(), 2 * (current.to() - current.from()));
            } else {
                all.add(current.tokens(), taken, Math.max(taken, seam.current()));
                current = following;
                taken = seam.following();
            }
        }
        all.add(current.tokens(), taken, current.tokens().size());
        return all;
    }

    private Window window(int from, int units) {
        int to = (int) Math.min(text.length(), (long) from + units);
        int end = boundary(to);
        return new Window(from, end, encodings.spans(text, from, end));
    }

    /** An offset that does not part a surrogate pair. */
    private int boundary(int offset) {
        return offset < text.length() && Character.isLowSurrogate(text.charAt(offset))
                ? offset - 1
                : offset;
    }

    private static @Nullable Seam seam(Window current, Window following) {
        TokenSpans left = current.tokens();
        TokenSpans right = following.tokens();
        int from = following.from() + EDGE;
        int to = current.to() - EDGE;
        int i = firstFrom(left, from);
        int j = firstFrom(right, from);
        int agreed = 0;
        while (i < left.size() && j < right.size() && left.end(i) <= to) {
            if (left.sameToken(i, right, j)) {
                agreed++;
                i++;
                j++;
                if (agreed == AGREEMENT) {
                    return new Seam(i, j);
                }
            } else {
                agreed = 0;
                int behind = Integer.compare(left.start(i), right.start(j));
                i += behind <= 0 ? 1 : 0;
                j += behind >= 0 ? 1 : 0;
            }
        }
        return null;
    }

    private static int firstFrom(TokenSpans tokens, int offset) {
        int low = 0;
        int high = tokens.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tokens.start(middle) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
