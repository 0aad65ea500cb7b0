package io.semblance.store.filter;

import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Path;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How large a filter may be; counted while it is read. */
final class FilterBounds {

    static final int MAX_LENGTH = 16_384;
    static final int MAX_DEPTH = 32;
    static final int MAX_NODES = 512;
    static final int MAX_OPERAND_LENGTH = 1_024;
    static final int MAX_PATH_KEYS = 16;

    private int nodes;
    private int depth;

    /** One more condition, connective or operand. */
    void node() {
        if (++nodes > MAX_NODES) {
            throw new FilterSyntaxException(
                    "a filter has at most %d conditions and values".formatted(MAX_NODES));
        }
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new FilterSyntaxException(
                    "a filter is nested at most %d deep".formatted(MAX_DEPTH));
        }
    }

    void leave() {
        depth--;
    }

    /** A path of these keys. */
    static Path path(List<String> keys) {
        if (keys.size() > MAX_PATH_KEYS || keys.contains("")) {
            throw new FilterSyntaxException(
                    "a path in a filter has 1 to %d keys, none empty".formatted(MAX_PATH_KEYS));
        }
        keys.forEach(key -> requireUnicode("a key", key));
        return new Path(List.copyOf(keys));
    }

    /** No metadata have anything else; to a store it would be another string. */
    private static void requireUnicode(String what, String value) {
        if (value.indexOf(0) >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new FilterSyntaxException(
                    what + " in a filter has a NUL character or a lone surrogate; remove it");
        }
    }

    Operand.Text text(String value) {
        node();
        requireUnicode("a string", value);
        if (value.length() > MAX_OPERAND_LENGTH) {
            throw new FilterSyntaxException(
                    "a string in a filter has at most %d characters, got: %d"
                            .formatted(MAX_OPERAND_LENGTH, value.length()));
        }
        return new Operand.Text(value);
    }

    Operand.Numeric number(double value) {
        node();
        if (!Double.isFinite(value)) {
            throw new FilterSyntaxException(
                    "a number in a filter must fit into 64 bits, got: " + value);
        }
        return new Operand.Numeric(value + 0.0);
    }

    Operand.Bool bool(boolean value) {
        node();
        return new Operand.Bool(value);
    }
}
