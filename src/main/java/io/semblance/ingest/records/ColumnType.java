package io.semblance.ingest.records;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The types of CSV columns. */
public enum ColumnType {
    /** The text as it is. */
    STRING,
    /** A whole number of at most 64 bits. */
    INTEGER,
    /** A finite number in the notation of JSON. */
    NUMBER,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** Strings separated by semicolons. */
    LIST;

    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    /** The type of a name, for example {@code integer}; empty if there is none. */
    public static Optional<ColumnType> of(String name) {
        return Arrays.stream(values()).filter(type -> type.id().equals(name)).findFirst();
    }

    /** The name as requests spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The value of a cell; null if the cell is empty and the type is not a string.
     *
     * @throws IllegalArgumentException if the cell has no value of this type
     */
    @Nullable Object value(String cell) {
        if (this == STRING) {
            return cell;
        }
        String text = cell.strip();
        if (text.isEmpty()) {
            return null;
        }
        return switch (this) {
            case STRING -> cell;
            case INTEGER -> Long.valueOf(text);
            case NUMBER -> number(text);
            case BOOLEAN -> bool(text);
            case LIST ->
                    List.copyOf(
                            Arrays.stream(text.split(";"))
                                    .map(String::strip)
                                    .filter(part -> !part.isEmpty())
                                    .toList());
        };
    }

    private static Object number(String text) {
        if (!JSON_NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("not a number: " + text);
        }
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("too large: " + text);
        }
        return text.matches("-?[0-9]{1,15}") ? (Object) Long.valueOf(text) : (Object) value;
    }

    private static Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("not a boolean: " + text);
        };
    }
}
