package io.semblance.store.filter;

import java.util.List;

/**
 * A condition on a document's metadata: the one syntax tree of both spellings.
 *
 * <p>Two-valued logic: a missing key equals no value, so that {@code !=} holds for it and every
 * other comparison does not; {@link Not} is the plain complement. An array matches if any of its
 * elements does. Values compare within their own type only: numbers by value, strings by code
 * point, booleans for equality; a comparison across types does not hold.
 */
public sealed interface Filter {

    /** Holds if all parts do; at least one part. */
    record And(List<Filter> parts) implements Filter {}

    /** Holds if any part does; at least one part. */
    record Or(List<Filter> parts) implements Filter {}

    /** Holds if the part does not. */
    record Not(Filter part) implements Filter {}

    /** Holds if the value at the path, or an element of it, compares so to the operand. */
    record Compare(Path path, Operator operator, Operand operand) implements Filter {}

    /**
     * Holds if the value at the path, or an element of it, equals one of the operands; at least
     * one.
     */
    record In(Path path, List<Operand> operands) implements Filter {}

    /** Holds if the path leads to a value, null included. */
    record Exists(Path path) implements Filter {}

    /** Holds if the path leads to null or to nothing. */
    record IsNull(Path path) implements Filter {}

    /** Holds if the value is an array with such an element, or a string with such a substring. */
    record Contains(Path path, Operand operand) implements Filter {}

    /** Holds if the value, or an element of it, is a string that starts so. */
    record StartsWith(Path path, String prefix) implements Filter {}

    /** How a value is compared; {@code !=} is spelt {@code Not(Compare(EQ))}. */
    enum Operator {
        EQ,
        GT,
        GTE,
        LT,
        LTE
    }

    /**
     * A key of the metadata, or a key of an object in it, and so on: {@code author.name}; at least
     * one key.
     */
    record Path(List<String> keys) {}

    /** A literal. */
    sealed interface Operand {

        /** A string. */
        record Text(String value) implements Operand {}

        /** A number, as a 64-bit float; finite. */
        record Numeric(double value) implements Operand {}

        /** A truth value; only equality compares it. */
        record Bool(boolean value) implements Operand {}
    }
}
