package io.semblance.web.error;

import org.springframework.http.HttpStatus;

import java.util.Locale;

/**
 * The stable error codes, for programs, each with its HTTP status on native routes. The compatible
 * dialects have codes of their own, see {@link Dialect}.
 */
public enum ErrorCode {
    MALFORMED_JSON(HttpStatus.BAD_REQUEST),
    MALFORMED_GZIP(HttpStatus.BAD_REQUEST),
    /** A request that the server cannot parse, for example because of a malformed path. */
    INVALID_REQUEST(HttpStatus.BAD_REQUEST),
    UNKNOWN_FIELD(HttpStatus.BAD_REQUEST),
    /** A query parameter that the route does not have. */
    UNKNOWN_PARAMETER(HttpStatus.BAD_REQUEST),
    MISSING_FIELD(HttpStatus.BAD_REQUEST),
    INVALID_VALUE(HttpStatus.BAD_REQUEST),
    INVALID_FILTER(HttpStatus.BAD_REQUEST),
    INVALID_CURSOR(HttpStatus.BAD_REQUEST),
    INVALID_ID(HttpStatus.BAD_REQUEST),
    /** Reported only for single documents of a write, never for a whole request. */
    DUPLICATE_ID(HttpStatus.BAD_REQUEST),
    INVALID_VECTOR(HttpStatus.BAD_REQUEST),
    INVALID_METADATA(HttpStatus.BAD_REQUEST),
    METADATA_TOO_LARGE(HttpStatus.BAD_REQUEST),
    EMPTY_TEXT(HttpStatus.BAD_REQUEST),
    INVALID_TEXT(HttpStatus.BAD_REQUEST),
    INVALID_TOKEN(HttpStatus.BAD_REQUEST),
    TEXT_TOO_LONG(HttpStatus.BAD_REQUEST),
    TOO_MANY_DOCUMENTS(HttpStatus.BAD_REQUEST),
    TOO_MANY_INPUTS(HttpStatus.BAD_REQUEST),
    TOO_MANY_TOKENS(HttpStatus.BAD_REQUEST),
    /** An upload that as a whole cannot be read in its format. */
    MALFORMED_FILE(HttpStatus.BAD_REQUEST),
    UNKNOWN_MODEL(HttpStatus.BAD_REQUEST),
    NO_RERANKER(HttpStatus.BAD_REQUEST),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED),
    /** A host that the service does not accept; see {@code semblance.security.allowed-hosts}. */
    HOST_NOT_ALLOWED(HttpStatus.FORBIDDEN),
    /** A web page from another origin; see {@code semblance.security.allowed-origins}. */
    ORIGIN_NOT_ALLOWED(HttpStatus.FORBIDDEN),
    NOT_FOUND(HttpStatus.NOT_FOUND),
    COLLECTION_NOT_FOUND(HttpStatus.NOT_FOUND),
    DOCUMENT_NOT_FOUND(HttpStatus.NOT_FOUND),
    JOB_NOT_FOUND(HttpStatus.NOT_FOUND),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),
    /**
     * The client has disconnected, which only metrics show, or has shut down its sending side, in
     * which case it can still read this error.
     */
    CALLER_GONE(HttpStatus.REQUEST_TIMEOUT),
    BODY_TIMEOUT(HttpStatus.REQUEST_TIMEOUT),
    COLLECTION_CONFLICT(HttpStatus.CONFLICT),
    JOB_FINISHED(HttpStatus.CONFLICT),
    BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
    URI_TOO_LONG(HttpStatus.URI_TOO_LONG),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    UNSUPPORTED_ENCODING(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    WRONG_MODEL_TYPE(HttpStatus.FAILED_DEPENDENCY),
    /** The model cannot be used until an operator changes its files or settings. */
    MODEL_FAILED(HttpStatus.FAILED_DEPENDENCY),
    HEADERS_TOO_LARGE(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    QUEUE_FULL(HttpStatus.TOO_MANY_REQUESTS),
    DEADLINE_TOO_SHORT(HttpStatus.TOO_MANY_REQUESTS),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR),
    INFERENCE_FAILED(HttpStatus.INTERNAL_SERVER_ERROR),
    NOT_SUPPORTED(HttpStatus.NOT_IMPLEMENTED),
    /** One collection cannot be used; the others can. */
    COLLECTION_FAILED(HttpStatus.SERVICE_UNAVAILABLE),
    /** The collection uses as many of the store's connections as one collection may. */
    COLLECTION_BUSY(HttpStatus.SERVICE_UNAVAILABLE),
    STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
    MODEL_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
    /** The requests in flight use all the memory for request bodies. */
    SERVER_BUSY(HttpStatus.SERVICE_UNAVAILABLE),
    SHUTTING_DOWN(HttpStatus.SERVICE_UNAVAILABLE),
    NOT_READY(HttpStatus.SERVICE_UNAVAILABLE),
    DEADLINE_EXCEEDED(HttpStatus.GATEWAY_TIMEOUT);

    private final HttpStatus status;

    ErrorCode(HttpStatus status) {
        this.status = status;
    }

    /** Returns the HTTP status on native routes. */
    HttpStatus status() {
        return status;
    }

    /** Returns the code as responses spell it, for example {@code malformed_json}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the code of an error that is known only by its HTTP status. */
    static ErrorCode of(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> NOT_FOUND;
            case METHOD_NOT_ALLOWED -> METHOD_NOT_ALLOWED;
            case NOT_ACCEPTABLE -> NOT_ACCEPTABLE;
            case REQUEST_TIMEOUT -> BODY_TIMEOUT;
            case CONTENT_TOO_LARGE -> BODY_TOO_LARGE;
            case URI_TOO_LONG -> URI_TOO_LONG;
            case REQUEST_HEADER_FIELDS_TOO_LARGE -> HEADERS_TOO_LARGE;
            case UNSUPPORTED_MEDIA_TYPE -> UNSUPPORTED_MEDIA_TYPE;
            default -> status.is5xxServerError() ? INTERNAL_ERROR : INVALID_REQUEST;
        };
    }
}
