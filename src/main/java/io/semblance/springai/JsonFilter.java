package io.semblance.springai;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.vectorstore.filter.Filter;
import org.springframework.ai.vectorstore.filter.Filter.Expression;
import org.springframework.ai.vectorstore.filter.Filter.ExpressionType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Spring AI's filter expressions in the JSON spelling of Semblance's filters, whose bounds hold for
 * them. Chains of AND and OR, which Spring AI builds of pairs, become lists.
 */
final class JsonFilter {

    private JsonFilter() {}

    /**
     * The same filter.
     *
     * @throws IllegalArgumentException if an operator lacks what it compares
     */
    static Map<String, @Nullable Object> of(Filter.Operand filter) {
        return switch (filter) {
            case Filter.Group group -> of(group.content());
            case Expression expression -> of(expression);
            default ->
                    throw new IllegalArgumentException(
                            "a filter is an expression or a group, got: " + filter);
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
        return condition(key(expression), operator, JsonValues.of(value.value()));
    }

    private static Map<String, @Nullable Object> condition(
            String key, String operator, @Nullable Object value) {
        return Map.of(key, Collections.singletonMap(operator, value));
    }

    private static String key(Expression expression) {
        if (expression.left() instanceof Filter.Key key) {
            return key.key();
        }
        throw new IllegalArgumentException(
                "%s needs a key of the metadata on its left, got: %s"
                        .formatted(expression.type(), expression.left()));
    }

    private static Filter.Operand right(Expression expression) {
        Filter.Operand right = expression.right();
        if (right == null) {
            throw new IllegalArgumentException(
                    "%s needs a right side, and has none".formatted(expression.type()));
        }
        return right;
    }
}
