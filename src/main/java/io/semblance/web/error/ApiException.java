package io.semblance.web.error;

import org.jspecify.annotations.Nullable;

/** A request that the web module itself rejects. Its message is the detail of its error. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    /** Creates an exception with the error for the client. */
    public ApiException(ApiError error) {
        super(error.detail());
        this.error = error;
    }

    /** Returns an {@code invalid_value} error: the value of the field is not allowed. */
    public static ApiException invalid(String field, String detail) {
        return new ApiException(ApiError.badRequest(ErrorCode.INVALID_VALUE, detail, field));
    }

    /**
     * Returns a {@code missing_field} error: a required field is missing.
     *
     * @param what what to send
     */
    public static ApiException missing(String field, String what) {
        return new ApiException(
                ApiError.badRequest(
                        ErrorCode.MISSING_FIELD,
                        "the field '%s' is missing: %s".formatted(field, what),
                        field));
    }

    /**
     * Returns a {@code not_supported} error for a part of the API that this version does not have.
     */
    public static ApiException unsupported(@Nullable String field, String detail) {
        return new ApiException(new ApiError(ErrorCode.NOT_SUPPORTED, detail, field, null));
    }

    /** Returns the error for the client. */
    public ApiError error() {
        return error;
    }
}
