package io.semblance.web;

import java.io.IOException;

/** A body that is not read to its end; thrown while it is read. */
final class UnreadableBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    UnreadableBodyException(ApiError error) {
        super(error.detail());
        this.error = error;
    }

    private UnreadableBodyException(ErrorCode code, String detail) {
        this(ApiError.of(code, detail));
    }

    static UnreadableBodyException tooLarge(long maxBytes) {
        return new UnreadableBodyException(
                ErrorCode.BODY_TOO_LARGE,
                "the body is longer than %d bytes; send it in parts or raise semblance.limits.body"
                        .formatted(maxBytes));
    }

    static UnreadableBodyException notGzip() {
        return new UnreadableBodyException(
                ErrorCode.MALFORMED_GZIP,
                "the body is not gzip, or ends too early, though Content-Encoding says gzip");
    }

    static UnreadableBodyException unknownEncoding(String encoding) {
        return new UnreadableBodyException(
                ErrorCode.UNSUPPORTED_ENCODING,
                "a body is sent as it is or with Content-Encoding gzip, got: '%s'"
                        .formatted(encoding));
    }

    ApiError error() {
        return error;
    }
}
