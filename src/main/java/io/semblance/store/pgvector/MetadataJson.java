package io.semblance.store.pgvector;

import io.semblance.value.ExactIntegers;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Converts metadata to and from {@code jsonb}. It keeps the value of a number but not its spelling:
 * 1E18 is returned as an integer of 19 digits. Metadata contains integers only up to 2^53, so a
 * larger integer was a 64-bit float, and is converted back to one.
 */
final class MetadataJson {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, @Nullable Object>> METADATA =
            new TypeReference<>() {};

    private MetadataJson() {}

    static byte[] write(Map<String, @Nullable Object> metadata) {
        return JSON.writeValueAsBytes(metadata);
    }

    static String text(Map<String, @Nullable Object> metadata) {
        return JSON.writeValueAsString(metadata);
    }

    static Map<String, @Nullable Object> read(String json) {
        Map<String, @Nullable Object> metadata = JSON.readValue(json, METADATA);
        metadata.replaceAll((_, value) -> withFloats(value));
        return metadata;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object withFloats(@Nullable Object value) {
        return switch (value) {
            case Long number when !ExactIntegers.contain(number) -> number.doubleValue();
            case BigInteger number -> number.doubleValue();
            case Map<?, ?> map -> {
                ((Map<String, @Nullable Object>) map).replaceAll((_, each) -> withFloats(each));
                yield map;
            }
            case List<?> list -> {
                ((List<@Nullable Object>) list).replaceAll(MetadataJson::withFloats);
                yield list;
            }
            case null, default -> value;
        };
    }
}
