package io.semblance.tokenization;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The tokens of a text as a list that creates its elements on access: a text may have hundreds of
 * thousands of tokens. Immutable.
 */
final class TokenList extends AbstractList<Token> implements RandomAccess {

    private final String text;
    private final List<Token> leading;
    private final TokenSpans spans;
    private final int[] startBytes;
    private final int[] endBytes;
    private final List<Token> trailing;

    /**
     * @param leading special tokens before the text's own tokens
     * @param trailing special tokens after them
     */
    TokenList(String text, List<Token> leading, TokenSpans spans, List<Token> trailing) {
        this.text = text;
        this.leading = leading;
        this.spans = spans;
        this.trailing = trailing;
        this.startBytes = new int[spans.size()];
        this.endBytes = new int[spans.size()];
        Utf8Offsets offsets = new Utf8Offsets(text);
        for (int i = 0; i < spans.size(); i++) {
            startBytes[i] = offsets.of(spans.start(i));
            endBytes[i] = offsets.of(spans.end(i));
        }
    }

    @Override
    public int size() {
        return leading.size() + spans.size() + trailing.size();
    }

    @Override
    public Token get(int index) {
        if (index < leading.size()) {
            return leading.get(index);
        }
        int own = index - leading.size();
        if (own >= spans.size()) {
            return trailing.get(own - spans.size());
        }
        return new Token(
                spans.id(own),
                text.substring(spans.start(own), spans.end(own)),
                false,
                startBytes[own],
                endBytes[own]);
    }

    /** Converts UTF-16 offsets to UTF-8 byte offsets; fast near the last offset. */
    private static final class Utf8Offsets {

        private final String text;
        private int units;
        private int bytes;

        Utf8Offsets(String text) {
            this.text = text;
        }

        /** Offsets ascend, except for tokens that share a character; then this steps back. */
        int of(int target) {
            while (units > target) {
                int codePoint = text.codePointBefore(units);
                units -= Character.charCount(codePoint);
                bytes -= utf8Length(codePoint);
            }
            while (units < target) {
                int codePoint = text.codePointAt(units);
                units += Character.charCount(codePoint);
                bytes += utf8Length(codePoint);
            }
            return bytes;
        }

        private static int utf8Length(int codePoint) {
            if (codePoint < 0x80) {
                return 1;
            }
            if (codePoint < 0x800) {
                return 2;
            }
            return codePoint < 0x10000 ? 3 : 4;
        }
    }
}
