package io.semblance.ingest.imports;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which fields of a record are the parts of a document. All other fields are metadata.
 *
 * @param id field of the id; null for {@code id}, or {@code _id} if there is none
 * @param title field of the title
 * @param texts fields of the text, joined by empty lines
 * @param metadata fields that become metadata; empty for all others
 */
public record FieldMapping(
        @Nullable String id, String title, List<String> texts, List<String> metadata) {

    /** Fields by their own names. */
    public static final FieldMapping DEFAULT =
            new FieldMapping(null, "title", List.of("text"), List.of());

    private static final String METADATA = "metadata";
    private static final String VECTOR = "vector";
    private static final String EMBEDDING = "embedding";

    /** Copies the lists. */
    public FieldMapping {
        texts = List.copyOf(texts);
        metadata = List.copyOf(metadata);
    }

    /**
     * The document of a record.
     *
     * @throws ItemRefusedException if a field has a value of the wrong type
     */
    ImportedDocument document(long line, Map<String, @Nullable Object> record) {
        String idField = id != null ? id : record.containsKey("id") ? "id" : "_id";
        String idValue = id(idField, record.get(idField));
        String titleValue = string(title, record.get(title));
        List<String> parts = new ArrayList<>();
        for (String field : texts) {
            String part = string(field, record.get(field));
            if (part != null && !part.isBlank()) {
                parts.add(part);
            }
        }
        // Only now, because one field may be several parts of the document.
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(record);
        rest.remove(idField);
        rest.remove(title);
        texts.forEach(rest::remove);
        Object vector = rest.remove(VECTOR);
        Object embedding = rest.remove(EMBEDDING);
        return new ImportedDocument(
                line,
                idValue != null ? idValue : ImportedDocument.contentId(titleValue, parts),
                titleValue,
                parts.isEmpty() ? missing(record) : String.join("\n\n", parts),
                metadata(rest),
                vector == null ? null : GivenVectors.vector(vector),
                embedding == null ? null : GivenVectors.embedding(embedding));
    }

    /** A missing text is reported with the fields that there are, if there is no title either. */
    private @Nullable String missing(Map<String, @Nullable Object> record) {
        boolean other = record.get(title) != null || record.get(VECTOR) != null;
        if (other) {
            return null;
        }
        Set<String> names = new TreeSet<>(record.keySet());
        throw new ItemRefusedException(
                "empty_text",
                "the record has no text: %s; its fields are %s; name the fields of the text with textField"
                        .formatted(
                                texts.size() == 1
                                        ? "'%s' is missing or empty".formatted(texts.getFirst())
                                        : "the fields %s are missing or empty".formatted(texts),
                                shown(names)),
                texts.getFirst());
    }

    private static String shown(Set<String> names) {
        String all = String.join(", ", names);
        return all.length() <= 200 ? all : all.substring(0, 200) + "…";
    }

    private Map<String, @Nullable Object> metadata(Map<String, @Nullable Object> rest) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        Object own = rest.remove(METADATA);
        if (own instanceof Map<?, ?> map) {
            map.forEach((name, value) -> result.put(String.valueOf(name), value));
        } else if (own != null) {
            throw wrongType(METADATA, "an object", own);
        }
        rest.forEach((name, value) -> {
            if (metadata.isEmpty() || metadata.contains(name)) {
                result.putIfAbsent(name, value);
            }
        });
        result.forEach(FieldMapping::requireFinite);
        return result;
    }

    /** JSON has no notation for infinity, so it could not be stored as a number. */
    private static void requireFinite(String field, @Nullable Object value) {
        switch (value) {
            case Double number when !Double.isFinite(number) ->
                    throw new ItemRefusedException(
                            "invalid_value",
                            "'%s' has a number that is too large; the largest one is %s"
                                    .formatted(field, Double.MAX_VALUE),
                            field);
            case Collection<?> all -> all.forEach(each -> requireFinite(field, each));
            case Map<?, ?> map -> map.values().forEach(each -> requireFinite(field, each));
            case null, default -> {}
        }
    }

    private static @Nullable String id(String field, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Integer number -> number.toString();
            case Long number -> number.toString();
            default -> throw wrongType(field, "a string or a whole number", value);
        };
    }

    private static @Nullable String string(String field, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            default -> throw wrongType(field, "a string", value);
        };
    }

    private static ItemRefusedException wrongType(String field, String expected, Object value) {
        return new ItemRefusedException(
                "invalid_value",
                "'%s' must be %s, got: %s".formatted(field, expected, shortened(value)),
                field);
    }

    /** The start of a value, for messages. */
    static String shortened(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
