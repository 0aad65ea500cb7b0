package io.semblance.store.filter;

import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Path;
import io.semblance.value.ExactIntegers;
import io.semblance.value.UnicodeText;

import java.math.BigInteger;
import java.util.List;

/** The limits for a filter, counted while it is parsed. Not thread-safe. */
final class FilterLimits {

    static final int MAX_LENGTH = 1_048_576;
    static final int MAX_DEPTH = 32;
    static final int MAX_NODES = 512;
    static final int MAX_LISTED = 20_000;
    static final int MAX_OPERAND_LENGTH = 1_024;
    static final int MAX_PATH_KEYS = 16;
    static final int MAX_KEY_LENGTH = 256;

    private int nodes;
    private int listed;
    private int depth;

    /** Counts a condition, a connective or an operand that is not in a list. */
    void node() {
        if (++nodes > MAX_NODES) {
            throw new FilterSyntaxException(
                    "a filter may have at most %d conditions and values".formatted(MAX_NODES));
        }
    }

    /** Counts a value of a list. */
    void listed() {
        if (++listed > MAX_LISTED) {
            throw new FilterSyntaxException(
                    "the lists of a filter may have at most %d values in total"
                            .formatted(MAX_LISTED));
        }
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new FilterSyntaxException(
                    "a filter may be nested at most %d levels deep".formatted(MAX_DEPTH));
        }
    }

    void leave() {
        depth--;
    }

    /** A path with these keys. */
    static Path path(List<String> keys) {
        if (keys.size() > MAX_PATH_KEYS || keys.contains("")) {
            throw new FilterSyntaxException(
                    "a path in a filter must have 1 to %d keys, none of them empty"
                            .formatted(MAX_PATH_KEYS));
        }
        for (String key : keys) {
            requireUnicode("a key", key);
            if (key.length() > MAX_KEY_LENGTH) {
                throw new FilterSyntaxException(
                        "a key in a filter may have at most %d characters, got: %d"
                                .formatted(MAX_KEY_LENGTH, key.length()));
            }
        }
        return new Path(List.copyOf(keys));
    }

    /** Metadata cannot contain such strings, and a store would read them as other strings. */
    private static void requireUnicode(String what, String value) {
        String problem = UnicodeText.problem(value);
        if (problem != null) {
            throw new FilterSyntaxException(
                    "%s in a filter has %s; remove it".formatted(what, problem));
        }
    }

    static Operand.Text text(String value) {
        requireUnicode("a string", value);
        if (value.length() > MAX_OPERAND_LENGTH) {
            throw new FilterSyntaxException(
                    "a string in a filter may have at most %d characters, got: %d"
                            .formatted(MAX_OPERAND_LENGTH, value.length()));
        }
        return new Operand.Text(value);
    }

    /**
     * A number that metadata can contain.
     *
     * @param place its place in the filter
     * @throws FilterSyntaxException if it is not exact as a 64-bit float: another number would be
     *     compared
     */
    static Operand.Numeric number(Number value, String place) {
        boolean exact =
                switch (value) {
                    case Integer _, Short _, Byte _ -> true;
                    case Long number -> ExactIntegers.contain(number);
                    case BigInteger number ->
                            number.abs().compareTo(BigInteger.valueOf(ExactIntegers.MAX)) <= 0;
                    default -> Double.isFinite(value.doubleValue());
                };
        if (!exact) {
            throw new FilterSyntaxException(
                    "%s cannot be represented exactly: %s; send numbers beyond 2^53 as strings"
                            .formatted(place, shortened(value.toString())));
        }
        return new Operand.Numeric(value.doubleValue() + 0.0);
    }

    private static String shortened(String number) {
        return number.length() > 60 ? number.substring(0, 60) + "…" : number;
    }
}
