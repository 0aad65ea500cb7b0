package io.semblance.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import java.time.Duration;

/**
 * What a caller is told when a request fails.
 *
 * @param status the code's own, unless a server's bare status is told; a compatible dialect may
 *     have another
 * @param code stable, for programs
 * @param detail for people: the bad value, the limit and the remedy
 * @param field the request's field at fault, for example {@code documents[3].id}; null if none is
 * @param retryAfter when the same request may succeed; null if it will not
 */
record ApiError(
        HttpStatus status,
        ErrorCode code,
        String detail,
        @Nullable String field,
        @Nullable Duration retryAfter) {

    /** A bad value may be as long as a body. */
    private static final int MAX_DETAIL = 2_000;

    /** Shortens what is too long to be read. */
    ApiError {
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

    ApiError(ErrorCode code, String detail, @Nullable String field, @Nullable Duration retryAfter) {
        this(code.status(), code, detail, field, retryAfter);
    }

    static ApiError of(ErrorCode code, String detail) {
        return new ApiError(code, detail, null, null);
    }

    /** What the server or Spring refuses by a status alone. */
    static ApiError of(HttpStatus status, String detail) {
        return new ApiError(status, ErrorCode.of(status), detail, null, null);
    }

    static ApiError badRequest(ErrorCode code, String detail, @Nullable String field) {
        return new ApiError(code, detail, field, null);
    }
}
