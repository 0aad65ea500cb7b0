package io.semblance.tokenization;

import java.nio.LongBuffer;

/** The input ids and token types of a text pair, special tokens included. Immutable. */
public final class PairEncoding implements InputSequence {

    private final int[] ids;
    private final int[] types;
    private final boolean truncated;

    PairEncoding(int[] ids, int[] types, boolean truncated) {
        this.ids = ids;
        this.types = types;
        this.truncated = truncated;
    }

    /** Whether tokens of either text were removed. */
    public boolean truncated() {
        return truncated;
    }

    @Override
    public int length() {
        return ids.length;
    }

    @Override
    public void writeTo(LongBuffer buffer) {
        for (int id : ids) {
            buffer.put(id);
        }
    }

    @Override
    public void writeTypesTo(LongBuffer buffer) {
        for (int type : types) {
            buffer.put(type);
        }
    }

    /** A copy of the input ids. */
    public int[] toArray() {
        return ids.clone();
    }

    /** A copy of the token types. */
    public int[] typesToArray() {
        return types.clone();
    }
}
