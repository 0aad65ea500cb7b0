package io.semblance.web.error;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

import java.util.Collection;
import java.util.Map;

/** Describes errors in JSON bodies in terms of JSON, not of Java. */
public final class JsonErrors {

    private JsonErrors() {}

    /** Returns the error for a body that Jackson could not read. */
    public static ApiError of(JacksonException failure) {
        String field = field(failure);
        return switch (failure) {
            case UnrecognizedPropertyException unknown ->
                    ApiError.badRequest(ErrorCode.UNKNOWN_FIELD, unknown(unknown), field);
            case ValueInstantiationException refused when refused.getCause() != null ->
                    ApiError.badRequest(
                            ErrorCode.INVALID_VALUE, refusal(refused.getCause()), field);
            case MismatchedInputException more when isTrailing(more) ->
                    ApiError.badRequest(
                            ErrorCode.MALFORMED_JSON,
                            "the body has more than one JSON value; send one",
                            null);
            case MismatchedInputException mismatch ->
                    ApiError.badRequest(ErrorCode.INVALID_VALUE, mismatch(mismatch, field), field);
            case StreamConstraintsException tooMuch ->
                    ApiError.badRequest(
                            ErrorCode.MALFORMED_JSON,
                            JsonLimit.describe(tooMuch.getOriginalMessage()),
                            field);
            case InputCoercionException outside ->
                    ApiError.badRequest(ErrorCode.INVALID_VALUE, outside(outside, field), field);
            case StreamReadException malformed -> malformed(malformed);
            default ->
                    ApiError.badRequest(
                            ErrorCode.INVALID_VALUE,
                            JsonParserMessages.withoutCode(
                                    failure.getOriginalMessage(), "the body cannot be read"),
                            field);
        };
    }

    /**
     * Returns the message of a value's own check; messages of other exceptions are not for clients.
     */
    private static String refusal(Throwable cause) {
        return JsonParserMessages.withoutCode(
                cause instanceof IllegalArgumentException ? cause.getMessage() : null,
                "the value is not allowed here");
    }

    /** Jackson has no exception type for a second value. */
    private static boolean isTrailing(MismatchedInputException failure) {
        String message = failure.getOriginalMessage();
        return message != null && message.startsWith("Trailing token");
    }

    private static ApiError malformed(StreamReadException failure) {
        var location = failure.getLocation();
        return ApiError.badRequest(
                ErrorCode.MALFORMED_JSON,
                "the body is not JSON, at line %d, column %d: %s"
                        .formatted(
                                location.getLineNr(),
                                location.getColumnNr(),
                                JsonParserMessages.describe(failure.getOriginalMessage())),
                null);
    }

    private static String unknown(UnrecognizedPropertyException failure) {
        Collection<Object> known = failure.getKnownPropertyIds();
        return "there is no field '%s'; known here: %s"
                .formatted(
                        failure.getPropertyName(),
                        known == null
                                ? "none"
                                : String.join(
                                        ", ",
                                        known.stream().map(String::valueOf).sorted().toList()));
    }

    private static String mismatch(MismatchedInputException failure, @Nullable String field) {
        String expected = kind(failure.getTargetType());
        return field == null
                ? "the body must be " + expected
                : "the field '%s' must be %s".formatted(field, expected);
    }

    private static String outside(InputCoercionException failure, @Nullable String field) {
        boolean isInt = failure.getTargetType() == int.class;
        return "%s must be an integer between %d and %d"
                .formatted(
                        field == null ? "a number" : "the field '%s'".formatted(field),
                        isInt ? Integer.MIN_VALUE : Long.MIN_VALUE,
                        isInt ? Integer.MAX_VALUE : Long.MAX_VALUE);
    }

    /** Returns what JSON calls a Java type, with its article. */
    static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class
                || type == int.class
                || type == Long.class
                || type == long.class) {
            return "an integer";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord()
                ? "an object"
                : "of another type";
    }

    /** Returns the path of the field, such as {@code documents[3].id}; null for the body itself. */
    private static @Nullable String field(JacksonException failure) {
        StringBuilder path = new StringBuilder();
        for (var step : failure.getPath()) {
            if (step.getPropertyName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            } else if (step.getIndex() >= 0) {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.isEmpty() ? null : path.toString();
    }
}
