package io.semblance.springai;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Converts values of Spring AI's metadata and filters to JSON values: a date to its ISO 8601
 * string, an enum to its name, a float to the double with the same decimal digits.
 */
final class JsonValues {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
            new TypeReference<>() {};

    private JsonValues() {}

    static Map<String, @Nullable Object> of(Map<String, Object> metadata) {
        return JSON.readValue(JSON.writeValueAsString(metadata), OBJECT);
    }

    /**
     * Converts a value in a filter.
     *
     * @throws IllegalArgumentException if it is NaN or infinite
     */
    static @Nullable Object ofFilter(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean bool -> bool;
            case Number number when !Double.isFinite(number.doubleValue()) ->
                    throw new IllegalArgumentException(
                            "a filter can only compare with finite numbers, got: " + number);
            case List<?> list -> {
                List<@Nullable Object> values = new ArrayList<>(list.size());
                list.forEach(each -> values.add(ofFilter(each)));
                yield values;
            }
            default -> JSON.readValue(JSON.writeValueAsString(value), Object.class);
        };
    }
}
