package io.semblance.tokenization;

import org.jspecify.annotations.Nullable;

/**
 * Tokenizes a text in windows of bounded length, so that memory does not grow with the text.
 * Adjacent windows overlap. With any tokenizer, a window's tokens are correct except near its own
 * ends, so two windows are joined in the middle of the overlap, where both have the same tokens at
 * the same offsets. If there is no such place, a single word is longer than the overlap, and the
 * window is doubled.
 */
final class TokenWindows {

    /** Code units of a window: at most about 16,000 tokens. */
    static final int WINDOW = 16_384;

    /** Code units that adjacent windows share. */
    private static final int OVERLAP = 4_096;

    /** Code units at each end of a window that are not compared: ten times BERT's longest word. */
    private static final int EDGE = 1_024;

    /** Consecutive equal tokens after which two windows count as aligned. */
    private static final int AGREEMENT = 8;

    private final NativeTokenizer encodings;
    private final String text;

    TokenWindows(NativeTokenizer encodings, String text) {
        this.encodings = encodings;
        this.text = text;
    }

    private record Window(int from, int to, TokenSpans tokens) {}

    /** The place where two windows are joined: the index of the next token of each. */
    private record Alignment(int current, int following) {}

    /**
     * The text's tokens, without special tokens.
     *
     * @param maxTokens the number of tokens after which the rest of the text is left out; the
     *     result then has more tokens than this
     */
    TokenSpans tokens(int maxTokens) {
        Window current = window(0, WINDOW);
        if (current.to() == text.length()) {
            return current.tokens();
        }
        TokenSpans all = new TokenSpans(current.tokens().size() * 2);
        int taken = 0;
        while (current.to() < text.length() && all.size() <= maxTokens) {
            Window following =
                    window(TextTruncation.boundary(text, current.to() - OVERLAP), WINDOW);
            Alignment alignment = alignment(current, following);
            if (alignment == null) {
                current = window(current.from(), 2 * (current.to() - current.from()));
            } else {
                all.add(current.tokens(), taken, Math.max(taken, alignment.current()));
                current = following;
                taken = alignment.following();
            }
        }
        all.add(current.tokens(), taken, current.tokens().size());
        return all;
    }

    private Window window(int from, int units) {
        int to = (int) Math.min(text.length(), (long) from + units);
        int end = TextTruncation.boundary(text, to);
        return new Window(from, end, encodings.spans(text, from, end));
    }

    private static @Nullable Alignment alignment(Window current, Window following) {
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
                    return new Alignment(i, j);
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
