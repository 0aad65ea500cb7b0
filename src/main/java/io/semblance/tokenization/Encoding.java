package io.semblance.tokenization;

import java.nio.LongBuffer;
import java.util.Arrays;

/** A text as its model reads it: input ids, special tokens included. Immutable. */
public final class Encoding implements InputSequence {

    private final int[] ids;
    private final int leadingSpecials;
    private final int trailingSpecials;

    Encoding(int[] ids, int leadingSpecials, int trailingSpecials) {
        this.ids = ids;
        this.leadingSpecials = leadingSpecials;
        this.trailingSpecials = trailingSpecials;
    }

    /**
     * Ids as somebody else has made them: none of them is taken for a special token, so that a cut
     * takes any.
     */
    public static Encoding of(int... ids) {
        return new Encoding(ids.clone(), 0, 0);
    }

    @Override
    public int length() {
        return ids.length;
    }

    /** The number of the text's own tokens. */
    int textLength() {
        return ids.length - leadingSpecials - trailingSpecials;
    }

    @Override
    public void writeTo(LongBuffer buffer) {
        for (int id : ids) {
            buffer.put(id);
        }
    }

    /** All are 0. */
    @Override
    public void writeTypesTo(LongBuffer buffer) {
        for (int i = 0; i < ids.length; i++) {
            buffer.put(0);
        }
    }

    /** A copy of the ids. */
    public int[] toArray() {
        return ids.clone();
    }

    /**
     * This encoding with at most {@code maxLength} tokens: the special tokens and as many of the
     * text's as there is room for.
     *
     * @param side the end of the text that is given up
     * @throws IllegalArgumentException if maxLength has no room for a token of the text
     */
    public Encoding truncated(int maxLength, Side side) {
        int specials = leadingSpecials + trailingSpecials;
        if (maxLength <= specials) {
            throw new IllegalArgumentException(
                    "maxLength must be more than the %d special tokens, got: %d"
                            .formatted(specials, maxLength));
        }
        if (ids.length <= maxLength) {
            return this;
        }
        int[] kept = Arrays.copyOf(ids, maxLength);
        copyText(maxLength - specials, side, kept, leadingSpecials);
        System.arraycopy(
                ids,
                ids.length - trailingSpecials,
                kept,
                maxLength - trailingSpecials,
                trailingSpecials);
        return new Encoding(kept, leadingSpecials, trailingSpecials);
    }

    /** Copies so many of the text's own tokens; the others are those of the end given up. */
    void copyText(int tokens, Side givenUp, int[] target, int at) {
        int from = givenUp == Side.RIGHT ? leadingSpecials : ids.length - trailingSpecials - tokens;
        System.arraycopy(ids, from, target, at, tokens);
    }

    /** An end of a text. */
    public enum Side {
        /** The beginning. */
        LEFT,
        /** The end. */
        RIGHT
    }
}
