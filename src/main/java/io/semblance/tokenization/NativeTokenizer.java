package io.semblance.tokenization;

import static ai.djl.huggingface.tokenizers.jni.TokenizersLibrary.LIB;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;

import org.jspecify.annotations.Nullable;

/**
 * Calls the native tokenizer and fetches only the arrays that are needed. DJL's own {@code
 * Encoding} fetches eight arrays, including a string and an object for each token: about 250 bytes
 * per token instead of 8. If one of them does not fit into the heap, the native code aborts the
 * JVM. Thread-safe.
 */
final class NativeTokenizer {

    private final HuggingFaceTokenizer tokenizer;

    NativeTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** The input ids of a text. */
    int[] ids(String text, boolean specialTokens) {
        long encoding = LIB.encode(tokenizer.getHandle(), text, specialTokens);
        try {
            return toInts(LIB.getTokenIds(encoding));
        } finally {
            LIB.deleteEncoding(encoding);
        }
    }

    /**
     * The tokens of a part of a text, without special tokens.
     *
     * @param from start offset of the part, in UTF-16 code units
     * @param to end offset of the part, exclusive
     */
    TokenSpans spans(String text, int from, int to) {
        long encoding = LIB.encode(tokenizer.getHandle(), text.substring(from, to), false);
        try {
            return spans(
                    text, from, toInts(LIB.getTokenIds(encoding)), LIB.getTokenCharSpans(encoding));
        } finally {
            LIB.deleteEncoding(encoding);
        }
    }

    /**
     * Converts DJL's code point offsets. A token without a span is placed at the end of the token
     * before it.
     */
    private static TokenSpans spans(
            String text, int from, int[] ids, @Nullable CharSpan[] charSpans) {
        CodePointOffsets offsets = new CodePointOffsets(text, from);
        TokenSpans spans = new TokenSpans(ids.length);
        int end = from;
        for (int i = 0; i < ids.length; i++) {
            CharSpan span = charSpans[i];
            int start = span == null ? end : offsets.of(span.getStart());
            end = span == null ? end : offsets.of(span.getEnd());
            spans.add(ids[i], start, end);
        }
        return spans;
    }

    static int[] toInts(long[] ids) {
        int[] ints = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ints[i] = (int) ids[i];
        }
        return ints;
    }

    /** Converts code point offsets to UTF-16 offsets; fast for ascending offsets. */
    private static final class CodePointOffsets {

        private final String text;
        private int codePoints;
        private int units;

        CodePointOffsets(String text, int from) {
            this.text = text;
            this.units = from;
        }

        int of(int codePoint) {
            units = text.offsetByCodePoints(units, codePoint - codePoints);
            codePoints = codePoint;
            return units;
        }
    }
}
