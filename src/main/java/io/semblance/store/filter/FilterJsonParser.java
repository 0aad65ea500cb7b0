package io.semblance.store.filter;

import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Parses a filter in JSON, in the style of MongoDB: {@code {"lang": "en", "year": {"$gte": 2024}}}.
 * All entries must be true. Connectives: {@code $and}, {@code $or}, {@code $nor}, {@code $not};
 * conditions: {@code $eq $ne $gt $gte $lt $lte $in $nin $exists $contains $startsWith}. A key with
 * dots is a {@link DottedPath}. Null matches null and missing values.
 */
final class FilterJsonParser {

    private final FilterLimits bounds = new FilterLimits();

    /**
     * Parses a filter that has at least one condition.
     *
     * @throws FilterSyntaxException if it is not valid; the message names the place in the JSON
     */
    static Filter parse(Map<?, ?> json) {
        return new FilterJsonParser().object(json, "filter");
    }

    private Filter object(Map<?, ?> json, String place) {
        bounds.node();
        bounds.enter();
        List<Filter> parts = new ArrayList<>();
        for (var entry : json.entrySet()) {
            String key = String.valueOf(entry.getKey());
            String inner = place + "." + key;
            parts.add(
                    switch (key) {
                        case "$and" -> new Filter.And(objects(entry.getValue(), inner));
                        case "$or" -> new Filter.Or(objects(entry.getValue(), inner));
                        case "$nor" ->
                                new Filter.Not(new Filter.Or(objects(entry.getValue(), inner)));
                        case "$not" -> new Filter.Not(object(map(entry.getValue(), inner), inner));
                        default -> field(path(key, inner), entry.getValue(), inner);
                    });
        }
        bounds.leave();
        return all(parts, place);
    }

    private List<Filter> objects(@Nullable Object value, String place) {
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw refuse(place, "expected an array of filters, at least one");
        }
        List<Filter> filters = new ArrayList<>();
        for (Object element : list) {
            filters.add(object(map(element, place), place));
        }
        return List.copyOf(filters);
    }

    private Filter field(Path path, @Nullable Object value, String place) {
        if (value instanceof Map<?, ?> conditions) {
            bounds.enter();
            List<Filter> parts = new ArrayList<>();
            for (var entry : conditions.entrySet()) {
                String operator = String.valueOf(entry.getKey());
                parts.add(condition(path, operator, entry.getValue(), place + "." + operator));
            }
            bounds.leave();
            return all(parts, place);
        }
        return equal(path, value, place);
    }

    private Filter condition(Path path, String operator, @Nullable Object value, String place) {
        bounds.node();
        return switch (operator) {
            case "$eq" -> equal(path, value, place);
            case "$ne" -> new Filter.Not(equal(path, value, place));
            case "$gt" -> ordered(path, Operator.GT, value, place);
            case "$gte" -> ordered(path, Operator.GTE, value, place);
            case "$lt" -> ordered(path, Operator.LT, value, place);
            case "$lte" -> ordered(path, Operator.LTE, value, place);
            case "$in" -> in(path, value, place);
            case "$nin" -> new Filter.Not(in(path, value, place));
            case "$not" -> new Filter.Not(field(path, map(value, place), place));
            case "$exists" -> exists(path, value, place);
            case "$contains" -> new Filter.Contains(path, operand(value, place));
            case "$startsWith" -> {
                if (operand(value, place) instanceof Operand.Text prefix) {
                    yield new Filter.StartsWith(path, prefix.value());
                }
                throw refuse(place, "expected a string");
            }
            default ->
                    throw refuse(
                            place,
                            "unknown operator '%s'; operators are $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $not, $exists, $contains, $startsWith"
                                    .formatted(operator));
        };
    }

    private Filter equal(Path path, @Nullable Object value, String place) {
        return value == null
                ? new Filter.IsNull(path)
                : new Filter.Compare(path, Operator.EQ, operand(value, place));
    }

    private Filter ordered(Path path, Operator operator, @Nullable Object value, String place) {
        Operand operand = operand(value, place);
        if (operand instanceof Operand.Bool) {
            throw refuse(place, "this operator compares numbers and strings");
        }
        return new Filter.Compare(path, operator, operand);
    }

    private Filter in(Path path, @Nullable Object value, String place) {
        if (!(value instanceof List<?> list)) {
            throw refuse(place, "expected an array of values");
        }
        List<Operand> operands = new ArrayList<>(Math.min(list.size(), FilterLimits.MAX_LISTED));
        for (Object element : list) {
            bounds.listed();
            operands.add(literal(element, place));
        }
        return new Filter.In(path, List.copyOf(operands));
    }

    private static Filter exists(Path path, @Nullable Object value, String place) {
        if (!(value instanceof Boolean expected)) {
            throw refuse(place, "expected true or false");
        }
        Filter exists = new Filter.Exists(path);
        return expected ? exists : new Filter.Not(exists);
    }

    private Operand operand(@Nullable Object value, String place) {
        bounds.node();
        return literal(value, place);
    }

    private static Operand literal(@Nullable Object value, String place) {
        return switch (value) {
            case String text -> FilterLimits.text(text);
            case Number number -> FilterLimits.number(number, shown(place));
            case Boolean bool -> new Operand.Bool(bool);
            case null, default -> throw refuse(place, "expected a string, a number, true or false");
        };
    }

    private static Path path(String key, String place) {
        if (key.startsWith("$")) {
            throw refuse(
                    place,
                    "unknown connective '%s'; connectives are $and, $or, $nor, $not; escape the $ of a key that starts with it with a backslash"
                            .formatted(key));
        }
        List<String> keys = DottedPath.keys(key);
        if (keys.size() > FilterLimits.MAX_PATH_KEYS || keys.contains("")) {
            throw refuse(
                    place,
                    "a path must have 1 to %d keys, none of them empty; escape a dot within a key with a backslash"
                            .formatted(FilterLimits.MAX_PATH_KEYS));
        }
        return FilterLimits.path(keys);
    }

    private static Map<?, ?> map(@Nullable Object value, String place) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw refuse(place, "expected an object");
    }

    private static Filter all(List<Filter> parts, String place) {
        if (parts.isEmpty()) {
            throw refuse(place, "an empty object has no condition; omit it");
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(List.copyOf(parts));
    }

    private static FilterSyntaxException refuse(String place, String problem) {
        return new FilterSyntaxException("%s: %s".formatted(shown(place), problem));
    }

    private static String shown(String place) {
        return place.length() > 200 ? place.substring(0, 200) + "…" : place;
    }
}
