package io.semblance.tokenization;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.jni.CharSpan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Finds what the tokens of an encoding stand for. Not thread-safe. */
final class Tokens {

    private final String text;
    private int codePoints;
    private int units;
    private int bytes;

    private Tokens(String text) {
        this.text = text;
    }

    static List<Token> of(String text, Encoding encoding) {
        Tokens places = new Tokens(text);
        long[] ids = encoding.getIds();
        long[] special = encoding.getSpecialTokenMask();
        String[] names = encoding.getTokens();
        @Nullable CharSpan[] spans = encoding.getCharTokenSpans();
        List<Token> tokens = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            CharSpan span = spans[i];
            tokens.add(
                    special[i] == 1 || span == null
                            ? new Token((int) ids[i], names[i], special[i] == 1, 0, 0)
                            : places.token((int) ids[i], span));
        }
        return tokens;
    }

    /** DJL counts code points. */
    private Token token(int id, CharSpan span) {
        moveTo(span.getStart());
        int startUnits = units;
        int startBytes = bytes;
        moveTo(span.getEnd());
        return new Token(id, text.substring(startUnits, units), false, startBytes, bytes);
    }

    /** Tokens come in order, but for those that share a character: then it is a step back. */
    private void moveTo(int target) {
        while (codePoints > target) {
            int codePoint = text.codePointBefore(units);
            units -= Character.charCount(codePoint);
            bytes -= utf8Length(codePoint);
            codePoints--;
        }
        while (codePoints < target) {
            int codePoint = text.codePointAt(units);
            units += Character.charCount(codePoint);
            bytes += utf8Length(codePoint);
            codePoints++;
        }
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
