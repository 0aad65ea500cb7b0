package io.semblance.ingest.imports;

import io.semblance.ingest.EmbeddedText;
import io.semblance.ingest.EmbeddedText.EmbeddedChunk;
import io.semblance.store.ChunkSource;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
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
                var _ = finite(decode(base64));
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
        return encode(finite(components).toArray());
    }

    static String encode(float[] components) {
        ByteBuffer bytes =
                ByteBuffer.allocate(components.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(components);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /**
     * The field {@code embedding} of an export, whose form is checked; its vectors are compared
     * with the collection when the document is written.
     *
     * @throws ItemRefusedException if it does not have the form of an export
     */
    static Map<String, @Nullable Object> embedding(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new ItemRefusedException(
                    "invalid_value",
                    "'embedding' must be an object as an export with vectors has it",
                    "embedding");
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, part) -> copy.put(String.valueOf(name), part));
        var _ = embedded(copy);
        return copy;
    }

    /** The chunks of a field {@code embedding}. */
    static EmbeddedText embedded(Map<String, @Nullable Object> embedding) {
        if (!(embedding.get("modelVersion") instanceof String modelVersion)
                || !(embedding.get("contentHash") instanceof String contentHash)
                || !(embedding.get("chunks") instanceof List<?> chunks)) {
            throw wrongForm("must have modelVersion, contentHash and chunks");
        }
        List<EmbeddedChunk> read = new ArrayList<>(chunks.size());
        for (Object chunk : chunks) {
            if (!(chunk instanceof Map<?, ?> parts)
                    || !(parts.get("start") instanceof Integer start)
                    || !(parts.get("end") instanceof Integer end)
                    || !(parts.get("vector") instanceof String vector)) {
                throw wrongForm(
                        "must have chunks with start, end and vector, but chunk %d has not"
                                .formatted(read.size()));
            }
            ChunkSource source = source(parts.get("source"), read.size());
            read.add(new EmbeddedChunk(start, end, finite(decode(vector)), source));
        }
        return new EmbeddedText(
                modelVersion, contentHash, Boolean.TRUE.equals(embedding.get("scaled")), read);
    }

    /** Where a chunk begins in its document's file; null if that is not known. */
    private static @Nullable ChunkSource source(@Nullable Object value, int chunk) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof Map<?, ?> parts)) {
            throw wrongSource(chunk, "it", "an object", value);
        }
        try {
            ChunkSource source =
                    new ChunkSource(
                            number(parts, "page", chunk),
                            name(parts, "section", chunk),
                            name(parts, "sheet", chunk),
                            number(parts, "row", chunk));
            return source.isEmpty() ? null : source;
        } catch (IllegalArgumentException e) {
            throw wrongSource(chunk, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Integer number(Map<?, ?> parts, String name, int chunk) {
        return switch (parts.get(name)) {
            case null -> null;
            case Integer number -> number;
            case Object other -> throw wrongSource(chunk, name, "a whole number", other);
        };
    }

    private static @Nullable String name(Map<?, ?> parts, String name, int chunk) {
        return switch (parts.get(name)) {
            case null -> null;
            case String text -> text;
            case Object other -> throw wrongSource(chunk, name, "a string", other);
        };
    }

    private static ItemRefusedException wrongSource(
            int chunk, String name, String expected, Object value) {
        return wrongSource(
                chunk,
                "%s must be %s, got: %s".formatted(name, expected, FieldMapping.shortened(value)));
    }

    private static ItemRefusedException wrongSource(int chunk, String problem) {
        return wrongForm(
                "has a source in chunk %d that is not valid: %s".formatted(chunk, problem));
    }

    /** An embedding of these components, which it takes over. */
    static Embedding finite(float[] components) {
        try {
            return Embedding.owning(components);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static ItemRefusedException wrongForm(String problem) {
        return new ItemRefusedException(
                "invalid_vector",
                "'embedding' %s; import an export as it is, or leave the field out"
                        .formatted(problem),
                "embedding");
    }

    private static ItemRefusedException refused(String problem) {
        return new ItemRefusedException("invalid_vector", problem, "vector");
    }
}
