package io.semblance.tokenization;

import java.nio.LongBuffer;
import java.util.Arrays;

/** The input ids of a text, special tokens included. Immutable. */
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
     * An encoding of input ids that the client computed. None of them counts as a special token, so
     * truncation may remove any of them.
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

    /** Writes 0 for every token: a single text has one token type. */
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
     * This encoding with at most {@code maxLength} tokens: all special tokens, and as many of the
     * text's own tokens as fit.
     *
     * @param side the end of the text at which tokens are removed
     * @throws IllegalArgumentException if {@code maxLength} leaves no room for a token of the text
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

    /**
     * Copies this number of the text's own tokens; those at {@code truncationSide} are left out.
     */
    void copyText(int tokens, Side truncationSide, int[] target, int at) {
        int from =
                truncationSide == Side.RIGHT
                        ? leadingSpecials
                        : ids.length - trailingSpecials - tokens;
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
