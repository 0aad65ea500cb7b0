package io.semblance.store.pgvector;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Metadata to and from {@code jsonb}, which keeps a number's value and not its spelling: 1E18 comes
 * back as a row of digits. An integer that a 64-bit float does not hold for certain was one, and
 * becomes one again.
 */
final class MetadataJson {

    private static final long MAX_EXACT_INTEGER = 1L << 53;
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
            case Long number when number > MAX_EXACT_INTEGER || number < -MAX_EXACT_INTEGER ->
                    number.doubleValue();
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
