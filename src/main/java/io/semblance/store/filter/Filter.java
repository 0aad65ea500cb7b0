package io.semblance.store.filter;

import java.util.List;

/**
 * A condition on a document's metadata: the syntax tree of both filter syntaxes.
 *
 * <p>Logic is two-valued: a missing key is not equal to any value, so {@code !=} is true for it and
 * every other comparison is false; {@link Not} is the complement. An array matches if any of its
 * elements does. Values compare only within their type: numbers by value, strings by code point,
 * booleans for equality; a comparison across types is false. Two strings that are both dates
 * compare as described in {@link IsoDate}.
 *
 * <p>The path {@code id} means the document's id if the metadata does not have that key; {@link
 * Exists} and {@link IsNull} always refer to the metadata key.
 */
public sealed interface Filter {

    /** True if all parts are true; at least one part. */
    record And(List<Filter> parts) implements Filter {}

    /** True if any part is true; at least one part. */
    record Or(List<Filter> parts) implements Filter {}

    /** True if the part is false. */
    record Not(Filter part) implements Filter {}

    /**
     * True if the comparison of the value at the path, or of an element of it, with the operand is
     * true.
     */
    record Compare(Path path, Operator operator, Operand operand) implements Filter {}

    /**
     * True if the value at the path, or an element of it, equals one of the operands; false for
     * every document without operands.
     */
    record In(Path path, List<Operand> operands) implements Filter {}

    /** True if there is a value at the path, null included. */
    record Exists(Path path) implements Filter {}

    /** True if the value at the path is null or missing. */
    record IsNull(Path path) implements Filter {}

    /**
     * True if the value is an array with an element that equals the operand, or a string that
     * contains it.
     */
    record Contains(Path path, Operand operand) implements Filter {}

    /** True if the value, or an element of it, is a string that starts with the prefix. */
    record StartsWith(Path path, String prefix) implements Filter {}

    /** A comparison operator; {@code !=} is represented as {@code Not(Compare(EQ))}. */
    enum Operator {
        EQ,
        GT,
        GTE,
        LT,
        LTE
    }

    /**
     * The path of a value in the metadata, through nested objects: {@code author.name}; at least
     * one key.
     */
    record Path(List<String> keys) {

        /** Whether it means the document's id if the metadata does not have that key. */
        public boolean isId() {
            return keys.size() == 1 && keys.getFirst().equals("id");
        }
    }

    /** A literal. */
    sealed interface Operand {

        /** A string. */
        record Text(String value) implements Operand {}

        /** A number, as a 64-bit float; finite. */
        record Numeric(double value) implements Operand {}

        /** A boolean, which can only be compared for equality. */
        record Bool(boolean value) implements Operand {}
    }
}
