package io.semblance.web.error;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit of the JSON parser that a body can exceed. Jackson identifies the limit only by the text
 * of its message, which names Jackson's own methods.
 */
enum JsonLimit {
    DEPTH(
            "Document nesting depth",
            "the body is nested deeper than %s levels; send less deeply nested arrays and objects"),
    NAME(
            "Name length",
            "the name of a field in the body has more than %s characters; send a shorter one"),
    NUMBER(
            "Number value length",
            "a number in the body has more than %s characters; round it, or send it as a string"),
    EXPONENT(
            "BigDecimal scale",
            "the exponent of a number in the body exceeds %s; send the number as a string");

    private static final Pattern MAXIMUM = Pattern.compile("maximum allowed \\((\\d+)");

    private final String jackson;
    private final String words;

    JsonLimit(String jackson, String words) {
        this.jackson = jackson;
        this.words = words;
    }

    /** Returns the message for clients: what exceeds the limit, the limit, and the remedy. */
    static String describe(@Nullable String message) {
        String said = message == null ? "the body is too large for the JSON parser" : message;
        Matcher maximum = MAXIMUM.matcher(said);
        for (JsonLimit bound : values()) {
            if (said.startsWith(bound.jackson) && maximum.find()) {
                return bound.words.formatted(maximum.group(1));
            }
        }
        return said;
    }
}
