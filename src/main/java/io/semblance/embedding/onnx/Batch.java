package io.semblance.embedding.onnx;

import io.semblance.tokenization.InputSequence;

import java.util.List;

/**
 * The inputs that a model runs together, one row each. A batch does not depend on requests or the
 * queue. Immutable.
 *
 * @param rows at least one
 */
public record Batch(List<Row> rows) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there are no rows
     */
    public Batch {
        rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a batch must have at least 1 row, got: 0");
        }
    }

    /**
     * One input of a batch.
     *
     * @param input its tokens, special tokens included
     * @param perToken true for a vector of each token, false for one vector of the whole input
     */
    public record Row(InputSequence input, boolean perToken) {

        /** Returns the number of tokens, special tokens included. */
        public int length() {
            return input.length();
        }
    }

    /** Returns the number of rows. */
    public int size() {
        return rows.size();
    }

    /** Returns the length of the rows after padding: the tokens of the longest input. */
    public int sequence() {
        return rows.stream().mapToInt(Row::length).max().orElseThrow();
    }

    /** Returns the tokens of all rows, padding included. */
    public long paddedTokens() {
        return (long) size() * sequence();
    }

    /** Returns the tokens of each row. */
    public int[] lengths() {
        return rows.stream().mapToInt(Row::length).toArray();
    }
}
