package io.semblance.store.filter;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Parses filters of requests, in either syntax. */
public final class FilterParser {

    private FilterParser() {}

    /**
     * Parses a filter: a string in Spring AI's filter language, or a JSON object in the style of
     * MongoDB. Returns null for null and for an empty object.
     *
     * @throws FilterSyntaxException if it is not a valid filter; the message says where and why
     */
    public static @Nullable Filter parse(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String expression -> FilterStringParser.parse(expression);
            case Map<?, ?> json -> json.isEmpty() ? null : FilterJsonParser.parse(json);
            default ->
                    throw new FilterSyntaxException(
                            "a filter must be a string or an object, got: " + kind(value));
        };
    }

    private static String kind(Object value) {
        return switch (value) {
            case List<?> _ -> "an array";
            case Boolean _ -> "true or false";
            case Number _ -> "a number";
            default -> "something else";
        };
    }
}
