package io.semblance.store.filter;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** Reads filters as they come in requests, in either spelling. */
public final class FilterParser {

    private FilterParser() {}

    /**
     * The filter that a request's value spells: a string in Spring AI's filter language, an object
     * after MongoDB's, or null for none.
     *
     * @throws FilterSyntaxException if it is no filter; the message says where and why
     */
    public static @Nullable Filter parse(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String expression -> FilterExpression.parse(expression);
            case Map<?, ?> json -> FilterDocument.parse(json);
            default ->
                    throw new FilterSyntaxException(
                            "a filter is a string or an object, got: "
                                    + value.getClass().getSimpleName());
        };
    }
}
