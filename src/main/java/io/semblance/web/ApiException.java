package io.semblance.web;

import org.jspecify.annotations.Nullable;

/** A request that the web module itself refuses. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    ApiException(ApiError error) {
        super(error.detail());
        this.error = error;
    }

    /** A field with a value that cannot be. */
    static ApiException invalid(String field, String detail) {
        return new ApiException(ApiError.badRequest(ErrorCode.INVALID_VALUE, detail, field));
    }

    /** A field that must be there and is not. */
    static ApiException missing(String field, String what) {
        return new ApiException(
                ApiError.badRequest(
                        ErrorCode.MISSING_FIELD,
                        "the field '%s' is missing: %s".formatted(field, what),
                        field));
    }

    /** Something of the contract that this version does not have yet. */
    static ApiException unsupported(@Nullable String field, String detail) {
        return new ApiException(new ApiError(ErrorCode.NOT_SUPPORTED, detail, field, null));
    }

    ApiError error() {
        return error;
    }
}
