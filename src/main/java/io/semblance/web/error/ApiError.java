package io.semblance.web.error;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import java.time.Duration;

/**
 * An error as a client receives it.
 *
 * @param status HTTP status on native routes; a compatible dialect may use another one
 * @param code stable error code, for programs
 * @param detail message for people: the bad value, the limit and the remedy; shortened to 2,000
 *     characters
 * @param field invalid field of the request, for example {@code documents[3].id}; null if there is
 *     none
 * @param retryAfter time after which the same request may succeed; null if a retry does not help
 */
public record ApiError(
        HttpStatus status,
        ErrorCode code,
        String detail,
        @Nullable String field,
        @Nullable Duration retryAfter) {

    /** Maximum length of a text, because a bad value may be as long as the body. */
    private static final int MAX_DETAIL = 2_000;

    /** Shortens texts that are too long to read. */
    public ApiError {
        detail = shortened(detail);
        field = field == null ? null : shortened(field);
    }

    private static String shortened(String text) {
        if (text.length() <= MAX_DETAIL) {
            return text;
        }
        int end = MAX_DETAIL - (Character.isHighSurrogate(text.charAt(MAX_DETAIL - 1)) ? 1 : 0);
        return text.substring(0, end) + "…";
    }

    /** Creates an error with the status of its code. */
    public ApiError(
            ErrorCode code, String detail, @Nullable String field, @Nullable Duration retryAfter) {
        this(code.status(), code, detail, field, retryAfter);
    }

    /** Returns an error without a field; a retry does not help. */
    public static ApiError of(ErrorCode code, String detail) {
        return new ApiError(code, detail, null, null);
    }

    /** Returns the error for a bare HTTP status, as the server and Spring report errors. */
    public static ApiError of(HttpStatus status, String detail) {
        return new ApiError(status, ErrorCode.of(status), detail, null, null);
    }

    /** Returns an error in a field of the request; a retry does not help. */
    public static ApiError badRequest(ErrorCode code, String detail, @Nullable String field) {
        return new ApiError(code, detail, field, null);
    }
}
