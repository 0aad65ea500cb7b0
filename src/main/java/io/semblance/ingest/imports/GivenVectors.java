package io.semblance.ingest.imports;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads vectors in records: lists of numbers, or base64 of little-endian 32-bit floats. */
final class GivenVectors {

    private GivenVectors() {}

    /**
     * The vector as base64.
     *
     * @throws ItemRefusedException if the value is not a vector
     */
    static String vector(Object value) {
        return switch (value) {
            case String base64 -> {
                var _ = decode(base64);
                yield base64;
            }
            case List<?> numbers -> encode(numbers);
            default ->
                    throw refused("a vector must be a list of numbers or base64 of 32-bit floats");
        };
    }

    /** The components of a vector as {@link #vector} returns it. */
    static float[] decode(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refused("the vector is not valid base64");
        }
        if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
            throw refused(
                    "a vector in base64 must have 4 bytes for each component, got: %d bytes"
                            .formatted(bytes.length));
        }
        float[] components = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(components);
        return components;
    }

    private static String encode(List<?> numbers) {
        float[] components = new float[numbers.size()];
        for (int i = 0; i < components.length; i++) {
            if (!(numbers.get(i) instanceof Number component)) {
                throw refused(
                        "component %d of the vector must be a number, got: %s"
                                .formatted(i, numbers.get(i)));
            }
            components[i] = component.floatValue();
        }
        return encode(components);
    }

    static String encode(float[] components) {
        ByteBuffer bytes =
                ByteBuffer.allocate(components.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(components);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** The field {@code embedding} of an export, whose parts are checked when it is written. */
    static Map<String, @Nullable Object> embedding(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new ItemRefusedException(
                    "invalid_value",
                    "'embedding' must be an object as an export with vectors has it",
                    "embedding");
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, part) -> copy.put(String.valueOf(name), part));
        return copy;
    }

    private static ItemRefusedException refused(String problem) {
        return new ItemRefusedException("invalid_vector", problem, "vector");
    }
}
