package io.semblance.springai;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.util.Map;

/**
 * Values of Spring AI's metadata and filters as JSON has them: a date is its ISO form, an enum its
 * name, a float the double that is written alike.
 */
final class JsonValues {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
            new TypeReference<>() {};

    private JsonValues() {}

    static Map<String, @Nullable Object> of(Map<String, Object> metadata) {
        return JSON.readValue(JSON.writeValueAsString(metadata), OBJECT);
    }

    static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean bool -> bool;
            default -> JSON.readValue(JSON.writeValueAsString(value), Object.class);
        };
    }
}
