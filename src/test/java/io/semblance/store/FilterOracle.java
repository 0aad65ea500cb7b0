package io.semblance.store;

import io.semblance.store.filter.Filter;
import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;

import org.jspecify.annotations.Nullable;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a filter means, said in the plainest way: the judge of every store. */
final class FilterOracle {

    /** A value at a path; whether it is an element of an array. */
    private record Found(@Nullable Object value, boolean element) {}

    private FilterOracle() {}

    /** The same of a document with this id. */
    static boolean matches(Filter filter, String id, Map<String, @Nullable Object> metadata) {
        Map<String, @Nullable Object> withId = new HashMap<>(metadata);
        withId.putIfAbsent("id", id);
        if (metadata.containsKey("id")) {
            withId.put("id", metadata.get("id"));
        }
        return switch (filter) {
            case Filter.And and ->
                    and.parts().stream().allMatch(part -> matches(part, id, metadata));
            case Filter.Or or -> or.parts().stream().anyMatch(part -> matches(part, id, metadata));
            case Filter.Not not -> !matches(not.part(), id, metadata);
            case Filter.Exists _, Filter.IsNull _ -> matches(filter, metadata);
            default -> matches(filter, withId);
        };
    }

    /** Whether a document without an id that counts matches. */
    static boolean matches(Filter filter, Map<String, @Nullable Object> metadata) {
        return switch (filter) {
            case Filter.And and -> and.parts().stream().allMatch(part -> matches(part, metadata));
            case Filter.Or or -> or.parts().stream().anyMatch(part -> matches(part, metadata));
            case Filter.Not not -> !matches(not.part(), metadata);
            case Filter.Compare compare ->
                    values(compare.path(), metadata).stream()
                            .anyMatch(found ->
                                    compares(found.value(), compare.operator(), compare.operand()));
            case Filter.In in ->
                    values(in.path(), metadata).stream()
                            .anyMatch(found ->
                                    in.operands().stream()
                                            .anyMatch(operand ->
                                                    compares(found.value(), Operator.EQ, operand)));
            case Filter.Exists exists -> !places(exists.path(), metadata).isEmpty();
            case Filter.IsNull isNull -> {
                List<@Nullable Object> places = places(isNull.path(), metadata);
                yield places.isEmpty() || places.contains(null);
            }
            case Filter.Contains contains ->
                    values(contains.path(), metadata).stream()
                            .anyMatch(found -> contains(found, contains.operand()));
            case Filter.StartsWith starts ->
                    values(starts.path(), metadata).stream()
                            .anyMatch(found ->
                                    found.value() instanceof String text
                                            && text.startsWith(starts.prefix()));
        };
    }

    private static boolean contains(Found found, Operand operand) {
        if (found.element()) {
            return compares(found.value(), Operator.EQ, operand);
        }
        return found.value() instanceof String text
                && operand instanceof Operand.Text part
                && text.contains(part.value());
    }

    private static boolean compares(@Nullable Object value, Operator operator, Operand operand) {
        Integer order =
                switch (operand) {
                    case Operand.Text text when value instanceof String string ->
                            order(string, text.value(), operator);
                    case Operand.Numeric number when value instanceof Number actual ->
                            Double.compare(actual.doubleValue() + 0.0, number.value() + 0.0);
                    case Operand.Bool bool when value instanceof Boolean actual ->
                            actual == bool.value() ? 0 : null;
                    default -> null;
                };
        if (order == null) {
            return false;
        }
        return switch (operator) {
            case EQ -> order == 0;
            case GT -> order > 0;
            case GTE -> order >= 0;
            case LT -> order < 0;
            case LTE -> order <= 0;
        };
    }

    private static int order(String a, String b, Operator operator) {
        OffsetDateTime x = date(a);
        OffsetDateTime y = date(b);
        boolean days = a.length() == 10 || b.length() == 10;
        return x == null || y == null || (operator == Operator.EQ && days)
                ? Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray())
                : x.toInstant().compareTo(y.toInstant());
    }

    private static @Nullable OffsetDateTime date(String text) {
        String time = text.length() == 10 ? text + "T00:00" : text;
        try {
            TemporalAccessor date =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(
                            time, OffsetDateTime::from, LocalDateTime::from);
            return date instanceof OffsetDateTime known
                    ? known
                    : LocalDateTime.from(date).atOffset(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** What stands at the path, arrays taken apart. */
    private static List<Found> values(Path path, Map<String, @Nullable Object> metadata) {
        List<Found> values = new ArrayList<>();
        places(path, metadata).forEach(place -> unfold(place, false, values));
        return values;
    }

    private static void unfold(@Nullable Object value, boolean element, List<Found> values) {
        if (value instanceof List<?> list) {
            list.forEach(each -> unfold(each, true, values));
        } else {
            values.add(new Found(value, element));
        }
    }

    /** What stands at the path; several where the way leads through an array of objects. */
    private static List<@Nullable Object> places(
            Path path, Map<String, @Nullable Object> metadata) {
        List<@Nullable Object> places = new ArrayList<>();
        places.add(metadata);
        for (String key : path.keys()) {
            List<@Nullable Object> next = new ArrayList<>();
            places.forEach(place -> step(place, key, next));
            places = next;
        }
        return places;
    }

    private static void step(@Nullable Object place, String key, List<@Nullable Object> next) {
        if (place instanceof Map<?, ?> object && object.containsKey(key)) {
            next.add(object.get(key));
        } else if (place instanceof List<?> list) {
            list.forEach(each -> step(each, key, next));
        }
    }
}
