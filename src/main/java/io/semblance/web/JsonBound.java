package io.semblance.web;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bound of the JSON parser that a body has exceeded. Jackson tells which one by the words of its
 * message alone, and those name methods of its own.
 */
enum JsonBound {
    DEPTH(
            "Document nesting depth",
            "the body is nested deeper than %s levels; send arrays and objects that are less deep"),
    NAME(
            "Name length",
            "the name of a field in the body has more than %s characters; send a shorter one"),
    NUMBER(
            "Number value length",
            "a number in the body has more than %s characters; round it, or send it as a string"),
    EXPONENT(
            "BigDecimal scale",
            "the exponent of a number in the body is beyond %s; send the number as a string");

    private static final Pattern MAXIMUM = Pattern.compile("maximum allowed \\((\\d+)");

    private final String jackson;
    private final String words;

    JsonBound(String jackson, String words) {
        this.jackson = jackson;
        this.words = words;
    }

    /** Says what is too much, what the limit is, and what to do. */
    static String describe(@Nullable String message) {
        String said = message == null ? "the body is too large for the JSON parser" : message;
        Matcher maximum = MAXIMUM.matcher(said);
        for (JsonBound bound : values()) {
            if (said.startsWith(bound.jackson) && maximum.find()) {
                return bound.words.formatted(maximum.group(1));
            }
        }
        return said;
    }
}
