package io.semblance.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import java.time.Duration;

/**
 * What a caller is told when a request fails.
 *
 * @param status on native routes; a compatible dialect may have another
 * @param code stable, for programs
 * @param detail for people: the bad value, the limit and the remedy
 * @param field the request's field at fault, for example {@code documents[3].id}; null if none is
 * @param retryAfter when the same request may succeed; null if it will not
 */
record ApiError(
        HttpStatus status,
        String code,
        String detail,
        @Nullable String field,
        @Nullable Duration retryAfter) {

    static ApiError of(HttpStatus status, String code, String detail) {
        return new ApiError(status, code, detail, null, null);
    }

    static ApiError badRequest(String code, String detail, @Nullable String field) {
        return new ApiError(HttpStatus.BAD_REQUEST, code, detail, field, null);
    }
}
