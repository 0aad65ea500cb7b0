package io.semblance.ingest;

import io.semblance.ingest.DocumentRefusedException.Reason;
import io.semblance.value.ExactIntegers;
import io.semblance.value.UnicodeText;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Validates and merges JSON metadata. Every stored value is returned as it was sent; an integer
 * that a 64-bit float cannot represent exactly, so that filters could not compare it, is refused.
 */
final class Metadata {

    static final int MAX_DEPTH = 16;
    static final int MAX_KEY_LENGTH = 256;
    static final long MAX_COPIES = 10_000_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private Metadata() {}

    /**
     * A validated copy in which equal numbers are equal objects.
     *
     * @throws DocumentRefusedException if a value is not valid or the whole is larger than {@code
     *     maxBytes} as JSON
     */
    static Map<String, @Nullable Object> checked(
            @Nullable Map<String, @Nullable Object> metadata, long maxBytes) {
        if (metadata == null || metadata.isEmpty()) {
            return Map.of();
        }
        Map<String, @Nullable Object> copy = object(metadata, "metadata", 1);
        int bytes = JSON.writeValueAsBytes(copy).length;
        if (bytes > maxBytes) {
            throw new DocumentRefusedException(
                    Reason.METADATA_TOO_LARGE,
                    "metadata",
                    "the metadata has %d bytes as JSON, the limit is %d; shorten it or raise semblance.limits.metadata"
                            .formatted(bytes, maxBytes));
        }
        return copy;
    }

    /**
     * Checks that the store can keep the metadata with each chunk of a document, as filters need
     * it.
     *
     * @throws DocumentRefusedException if values times chunks are more than {@value #MAX_COPIES}
     */
    static void requireRoom(Map<String, @Nullable Object> metadata, int chunks) {
        long values = values(metadata);
        if (values * chunks > MAX_COPIES) {
            throw new DocumentRefusedException(
                    Reason.METADATA_TOO_LARGE,
                    "metadata",
                    "the metadata has %d values and the document %d chunks, the limit for the product is %d; send fewer values, split the document, or create a collection with a larger chunking.maxTokens"
                            .formatted(values, chunks, MAX_COPIES));
        }
    }

    private static long values(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.size() + map.values().stream().mapToLong(Metadata::values).sum();
            case List<?> list -> list.size() + list.stream().mapToLong(Metadata::values).sum();
            case null, default -> 0;
        };
    }

    /** Whether stored and validated metadata are equal, regardless of the order of keys. */
    static boolean same(
            Map<String, @Nullable Object> stored, Map<String, @Nullable Object> checked) {
        return checked(stored, Long.MAX_VALUE).equals(checked);
    }

    private static Map<String, @Nullable Object> object(Map<?, ?> map, String place, int depth) {
        if (depth > MAX_DEPTH) {
            throw refused(place, "is nested deeper than " + MAX_DEPTH);
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (var entry : map.entrySet()) {
            String key = String.valueOf(entry.getKey());
            if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
                throw refused(
                        place,
                        "has a key of %d characters; a key must have 1 to %d"
                                .formatted(key.length(), MAX_KEY_LENGTH));
            }
            copy.put(text(key, place), value(entry.getValue(), place + "." + key, depth));
        }
        return copy;
    }

    private static @Nullable Object value(@Nullable Object value, String place, int depth) {
        return switch (value) {
            case null -> null;
            case Boolean bool -> bool;
            case String text -> text(text, place);
            case Integer number -> number.longValue();
            case Long number when ExactIntegers.contain(number) -> number;
            case Double number when Double.isFinite(number) -> number(number);
            case Map<?, ?> map -> object(map, place, depth + 1);
            case List<?> list -> list(list, place, depth + 1);
            default ->
                    throw refused(
                            place,
                            "cannot be represented exactly: %s; send numbers beyond 2^53 as strings"
                                    .formatted(value));
        };
    }

    /** Gives equal numbers one form: 1.0 becomes 1. */
    private static Number number(double value) {
        if (value == Math.rint(value) && Math.abs(value) <= ExactIntegers.MAX) {
            return (long) value;
        }
        return value;
    }

    private static List<@Nullable Object> list(List<?> list, String place, int depth) {
        if (depth > MAX_DEPTH) {
            throw refused(place, "is nested deeper than " + MAX_DEPTH);
        }
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        for (Object element : list) {
            copy.add(value(element, place + "[" + copy.size() + "]", depth));
        }
        return copy;
    }

    private static String text(String text, String place) {
        String problem = UnicodeText.problem(text);
        if (problem != null) {
            throw refused(place, "has " + problem);
        }
        return text;
    }

    private static DocumentRefusedException refused(String place, String problem) {
        return new DocumentRefusedException(
                Reason.INVALID_METADATA, place, "%s %s".formatted(place, problem));
    }

    /** The target after a merge patch (RFC 7396): null removes a key, objects merge. */
    static Map<String, @Nullable Object> merged(
            Map<String, @Nullable Object> target, Map<?, ?> patch) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>(target);
        for (var entry : patch.entrySet()) {
            String key = String.valueOf(entry.getKey());
            switch (entry.getValue()) {
                case null -> result.remove(key);
                case Map<?, ?> inner -> result.put(key, merged(object(result.get(key)), inner));
                case Object value -> result.put(key, value);
            }
        }
        return result;
    }

    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> object.put(String.valueOf(key), inner));
        }
        return object;
    }
}
