package io.semblance.web;

import org.springframework.http.HttpStatus;

import java.util.Locale;

/** The stable codes of errors that have no cause but their status. */
final class HttpStatusCodes {

    private HttpStatusCodes() {}

    /** For example {@code not_found} for 404. */
    static String code(HttpStatus status) {
        return switch (status) {
            case CONTENT_TOO_LARGE -> "body_too_large";
            case INTERNAL_SERVER_ERROR -> "internal_error";
            case BAD_REQUEST -> "invalid_request";
            default -> status.name().toLowerCase(Locale.ROOT);
        };
    }
}
