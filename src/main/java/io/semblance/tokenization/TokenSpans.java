package io.semblance.tokenization;

import java.util.Arrays;

/** Tokens with their start and end offsets in UTF-16 code units, in 12 bytes per token. */
final class TokenSpans {

    private int[] ids;
    private int[] starts;
    private int[] ends;
    private int size;

    TokenSpans(int capacity) {
        ids = new int[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
    }

    int size() {
        return size;
    }

    int id(int index) {
        return ids[index];
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    /** The start offset of each token, ascending. */
    int[] starts() {
        int[] ascending = Arrays.copyOf(starts, size);
        for (int i = 1; i < size; i++) {
            ascending[i] = Math.max(ascending[i], ascending[i - 1]);
        }
        return ascending;
    }

    void add(int id, int start, int end) {
        reserve(1);
        ids[size] = id;
        starts[size] = start;
        ends[size] = end;
        size++;
    }

    /** Appends the other's tokens from {@code from} to before {@code to}. */
    void add(TokenSpans other, int from, int to) {
        int count = to - from;
        reserve(count);
        System.arraycopy(other.ids, from, ids, size, count);
        System.arraycopy(other.starts, from, starts, size, count);
        System.arraycopy(other.ends, from, ends, size, count);
        size += count;
    }

    private void reserve(int more) {
        if (size + more > ids.length) {
            int capacity = Math.max(size + more, size + size / 2);
            ids = Arrays.copyOf(ids, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
    }

    boolean sameToken(int index, TokenSpans other, int otherIndex) {
        return ids[index] == other.ids[otherIndex]
                && starts[index] == other.starts[otherIndex]
                && ends[index] == other.ends[otherIndex];
    }
}
