package io.semblance.tokenization;

import java.nio.LongBuffer;

/** Two texts as a model reads them together, special tokens included. Immutable. */
public final class PairEncoding implements InputSequence {

    private final int[] ids;
    private final int[] types;
    private final boolean truncated;

    PairEncoding(int[] ids, int[] types, boolean truncated) {
        this.ids = ids;
        this.types = types;
        this.truncated = truncated;
    }

    /** Whether a part of either text was given up. */
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

    /** A copy of the ids. */
    public int[] toArray() {
        return ids.clone();
    }

    /** A copy of the token types. */
    public int[] typesToArray() {
        return types.clone();
    }
}
