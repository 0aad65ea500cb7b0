package io.semblance.web;

import org.springframework.http.HttpStatus;

import java.io.IOException;

/** A body that is not read to its end; thrown while it is read. */
final class UnreadableBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    private UnreadableBodyException(HttpStatus status, String code, String detail) {
        super(detail);
        this.error = ApiError.of(status, code, detail);
    }

    static UnreadableBodyException tooLarge(long maxBytes) {
        return new UnreadableBodyException(
                HttpStatus.CONTENT_TOO_LARGE,
                "body_too_large",
                "the body is longer than %d bytes; send it in parts or raise semblance.limits.body"
                        .formatted(maxBytes));
    }

    static UnreadableBodyException notGzip() {
        return new UnreadableBodyException(
                HttpStatus.BAD_REQUEST,
                "malformed_gzip",
                "the body is not gzip, or ends too early, though Content-Encoding says gzip");
    }

    static UnreadableBodyException unknownEncoding(String encoding) {
        return new UnreadableBodyException(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported_encoding",
                "a body is sent as it is or with Content-Encoding gzip, got: '%s'"
                        .formatted(encoding));
    }

    ApiError error() {
        return error;
    }
}
