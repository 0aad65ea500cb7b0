package io.semblance.web.error;

import java.io.IOException;

/** A body that is rejected while it is read. */
public final class UnreadableBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    /** Creates an exception with the error for the client. */
    public UnreadableBodyException(ApiError error) {
        super(error.detail());
        this.error = error;
    }

    private UnreadableBodyException(ErrorCode code, String detail) {
        this(ApiError.of(code, detail));
    }

    /** Returns the exception for a body that is longer than the limit. */
    public static UnreadableBodyException tooLarge(long maxBytes) {
        return new UnreadableBodyException(
                ErrorCode.BODY_TOO_LARGE,
                "the body is longer than %d bytes; send it in parts or raise semblance.limits.body"
                        .formatted(maxBytes));
    }

    /** Returns the exception for a malformed or truncated gzip body. */
    public static UnreadableBodyException notGzip() {
        return new UnreadableBodyException(
                ErrorCode.MALFORMED_GZIP,
                "the body is not gzip, or ends too early, though Content-Encoding says gzip");
    }

    /** Returns the exception for a body with an unsupported {@code Content-Encoding}. */
    public static UnreadableBodyException unknownEncoding(String encoding) {
        return new UnreadableBodyException(
                ErrorCode.UNSUPPORTED_ENCODING,
                "Content-Encoding must be absent, identity or gzip, got: '%s'".formatted(encoding));
    }

    ApiError error() {
        return error;
    }
}
