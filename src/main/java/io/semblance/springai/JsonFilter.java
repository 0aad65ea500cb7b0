package io.semblance.springai;

import static java.util.stream.Collectors.joining;

import io.semblance.store.filter.FilterParser;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.vectorstore.filter.Filter;
import org.springframework.ai.vectorstore.filter.Filter.Expression;
import org.springframework.ai.vectorstore.filter.Filter.ExpressionType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Converts Spring AI's filter expressions to Semblance's JSON filter syntax, whose limits then
 * apply to them. Chains of AND and OR, which Spring AI builds as pairs, become lists.
 *
 * <p>Spring AI does not keep the quotes around a key, so a key with a dot may be a metadata key or
 * a path into an object. It means the key in documents that have it, and the path in others.
 */
final class JsonFilter {

    private JsonFilter() {}

    /**
     * Converts a filter.
     *
     * @throws IllegalArgumentException if an operator lacks an operand
     * @throws io.semblance.store.filter.FilterSyntaxException if the filter exceeds a limit
     */
    static io.semblance.store.filter.Filter parse(Filter.Operand filter) {
        return Objects.requireNonNull(FilterParser.parse(of(filter)));
    }

    private static Map<String, @Nullable Object> of(Filter.Operand filter) {
        return switch (filter) {
            case Filter.Group group -> of(group.content());
            case Expression expression -> of(expression);
            default ->
                    throw new IllegalArgumentException(
                            "a filter must be an expression or a group, got: " + filter);
        };
    }

    private static Map<String, @Nullable Object> of(Expression expression) {
        return switch (expression.type()) {
            case AND, OR -> {
                List<Object> parts = new ArrayList<>();
                collect(expression, expression.type(), parts);
                yield Map.of(expression.type() == ExpressionType.AND ? "$and" : "$or", parts);
            }
            case NOT -> Map.of("$not", of(expression.left()));
            case EQ -> condition(expression, "$eq");
            case NE -> condition(expression, "$ne");
            case GT -> condition(expression, "$gt");
            case GTE -> condition(expression, "$gte");
            case LT -> condition(expression, "$lt");
            case LTE -> condition(expression, "$lte");
            case IN -> condition(expression, "$in");
            case NIN -> condition(expression, "$nin");
            case ISNULL -> condition(key(expression), "$eq", null);
            case ISNOTNULL -> condition(key(expression), "$ne", null);
        };
    }

    private static void collect(Filter.Operand filter, ExpressionType type, List<Object> parts) {
        Filter.Operand inner = filter instanceof Filter.Group group ? group.content() : filter;
        if (inner instanceof Expression expression && expression.type() == type) {
            collect(expression.left(), type, parts);
            collect(right(expression), type, parts);
        } else {
            parts.add(of(inner));
        }
    }

    private static Map<String, @Nullable Object> condition(Expression expression, String operator) {
        if (!(right(expression) instanceof Filter.Value value)) {
            throw new IllegalArgumentException(
                    "%s compares a key with a value, got: %s"
                            .formatted(expression.type(), expression.right()));
        }
        return condition(key(expression), operator, JsonValues.ofFilter(value.value()));
    }

    private static Map<String, @Nullable Object> condition(
            String key, String operator, @Nullable Object value) {
        String whole = escaped(key);
        if (!isPath(key)) {
            return Map.of(whole, Collections.singletonMap(operator, value));
        }
        String path =
                Arrays.stream(key.split("\\.")).map(JsonFilter::escaped).collect(joining("."));
        Map<String, @Nullable Object> ofKey = new LinkedHashMap<>();
        ofKey.put("$exists", true);
        ofKey.put(operator, value);
        Map<String, @Nullable Object> ofPath = new LinkedHashMap<>();
        ofPath.put(whole, Map.of("$exists", false));
        ofPath.put(path, Collections.singletonMap(operator, value));
        return Map.of("$or", List.of(Map.of(whole, ofKey), ofPath));
    }

    private static boolean isPath(String key) {
        return key.matches("[^.]+(?:\\.[^.]+){1,15}");
    }

    /** Escapes a key, so that JSON filters do not read it as a path. */
    private static String escaped(String key) {
        return key.replaceAll("[.$\\\\]", "\\\\$0");
    }

    private static String key(Expression expression) {
        if (expression.left() instanceof Filter.Key key) {
            return key.key();
        }
        throw new IllegalArgumentException(
                "%s requires a metadata key on its left side, got: %s"
                        .formatted(expression.type(), expression.left()));
    }

    private static Filter.Operand right(Expression expression) {
        Filter.Operand right = expression.right();
        if (right == null) {
            throw new IllegalArgumentException(
                    "%s requires a right side, but has none".formatted(expression.type()));
        }
        return right;
    }
}
