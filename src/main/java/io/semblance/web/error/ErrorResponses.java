package io.semblance.web.error;

import static java.util.stream.Collectors.joining;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

import tools.jackson.core.JacksonException;

import java.net.SocketTimeoutException;
import java.util.stream.Stream;

/** Turns every exception of a route into a response, in the dialect of the route. */
@RestControllerAdvice
public final class ErrorResponses {

    private static final Logger log = LoggerFactory.getLogger(ErrorResponses.class);

    /**
     * The request attribute with the exception of a response that failed after its start. It must
     * be ended so that the client notices.
     */
    public static final String FAILED = ErrorResponses.class.getName() + ".failed";

    /** The message for a body that exceeds the time limit. */
    static final String SLOW_BODY =
            "the body arrived too slowly; send it faster or raise"
                    + " semblance.connections.body-timeout";

    /** Returns the error response; null if the client has disconnected. */
    @ExceptionHandler
    @Nullable ResponseEntity<Object> handle(
            Exception failure, HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted()) {
            abort(failure, request);
            return null;
        }
        ApiError known = ModuleErrors.of(failure);
        if (DisconnectedClient.caused(failure, request)) {
            log.debug(
                    "{} {}: the client has disconnected",
                    request.getMethod(),
                    request.getRequestURI());
            response.setStatus(ErrorCode.CALLER_GONE.status().value());
            return null;
        }
        ApiError error = known != null ? known : error(failure, request);
        if (error.status() == HttpStatus.INTERNAL_SERVER_ERROR) {
            log.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
        }
        ResponseEntity<Object> answer = Dialect.of(request.getRequestURI()).response(error);
        if (failure instanceof HttpRequestMethodNotSupportedException other) {
            return ResponseEntity.status(answer.getStatusCode())
                    .headers(answer.getHeaders())
                    .headers(other.getHeaders())
                    .body(answer.getBody());
        }
        return answer;
    }

    /** Marks a response that failed after its start, so that the server does not complete it. */
    private static void abort(Exception failure, HttpServletRequest request) {
        if (DisconnectedClient.stoppedReading(failure)) {
            log.debug(
                    "{} {}: the client has disconnected",
                    request.getMethod(),
                    request.getRequestURI());
        } else {
            log.error(
                    "{} {} failed after the response had started; the connection is closed",
                    request.getMethod(),
                    request.getRequestURI(),
                    failure);
        }
        request.setAttribute(FAILED, failure);
    }

    private static ApiError error(Exception failure, HttpServletRequest request) {
        return switch (failure) {
            // Spring would report a wildcard media type as an internal error.
            case IllegalArgumentException _ when hasWildcardType(request) ->
                    ApiError.of(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "the body must have one media type, got: Content-Type '%s'"
                                    .formatted(request.getContentType()));
            case ApiException refused -> refused.error();
            case UnreadableBodyException body -> body.error();
            case SocketTimeoutException _ -> ApiError.of(ErrorCode.BODY_TIMEOUT, SLOW_BODY);
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
            case InvalidParameterException _ ->
                    ApiError.badRequest(
                            ErrorCode.INVALID_VALUE,
                            "a query parameter is not percent-encoded UTF-8",
                            null);
            case MethodArgumentTypeMismatchException mismatch ->
                    ApiError.badRequest(
                            ErrorCode.INVALID_VALUE,
                            "the parameter '%s' must be %s, got: '%s'"
                                    .formatted(
                                            mismatch.getName(),
                                            JsonErrors.kind(mismatch.getRequiredType()),
                                            mismatch.getValue()),
                            mismatch.getName());
            case HttpRequestMethodNotSupportedException other ->
                    ApiError.of(
                            ErrorCode.METHOD_NOT_ALLOWED,
                            "the method %s is not allowed here; use %s"
                                    .formatted(other.getMethod(), allowed(other)));
            case HttpMediaTypeNotSupportedException _ ->
                    ApiError.of(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            isMissing(request.getContentType())
                                    ? "the header Content-Type is missing; send JSON with"
                                            + " Content-Type: application/json"
                                    : "the body must be JSON, sent with Content-Type: application/json; got: '%s'"
                                            .formatted(request.getContentType()));
            case HttpMediaTypeNotAcceptableException _ ->
                    ApiError.of(
                            ErrorCode.NOT_ACCEPTABLE,
                            "the response has none of the media types in the header Accept, got: %s; leave the header out or send Accept: */*"
                                    .formatted(given(request.getHeader("Accept"))));
            case NoResourceFoundException _ ->
                    ApiError.of(
                            ErrorCode.NOT_FOUND,
                            "there is no route %s %s%s"
                                    .formatted(
                                            request.getMethod(),
                                            request.getRequestURI(),
                                            slashes(request.getRequestURI())));
            case ErrorResponse response -> spring(response);
            default -> ApiError.of(ErrorCode.INTERNAL_ERROR, "internal error; see the service log");
        };
    }

    private static String allowed(HttpRequestMethodNotSupportedException failure) {
        String[] methods = failure.getSupportedMethods();
        return methods == null ? "another" : Stream.of(methods).sorted().collect(joining(" or "));
    }

    private static boolean isMissing(@Nullable String header) {
        return header == null || header.isBlank();
    }

    /** Returns a hint on extra slashes in a path, a common mistake; empty if there are none. */
    private static String slashes(String path) {
        if (path.contains("//")) {
            return "; it has a double slash";
        }
        return path.length() > 1 && path.endsWith("/") ? "; leave out the slash at its end" : "";
    }

    private static String given(@Nullable String header) {
        return header == null ? "none" : "'%s'".formatted(header);
    }

    private static boolean hasWildcardType(HttpServletRequest request) {
        return request.getContentType() != null && request.getContentType().contains("*");
    }

    private static ApiError unreadable(HttpMessageNotReadableException failure) {
        @Nullable JacksonException json = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreadableBodyException body) {
                return body.error();
            }
            if (cause instanceof ApiException refused) {
                return refused.error();
            }
            if (cause instanceof SocketTimeoutException) {
                return ApiError.of(ErrorCode.BODY_TIMEOUT, SLOW_BODY);
            }
            if (json == null && cause instanceof JacksonException found) {
                json = found;
            }
        }
        if (json != null) {
            return JsonErrors.of(json);
        }
        return ApiError.badRequest(
                ErrorCode.MALFORMED_JSON, "the body is missing or cannot be read as JSON", null);
    }

    /** Returns the error for an exception of Spring that has an HTTP status. */
    private static ApiError spring(ErrorResponse response) {
        HttpStatus status = HttpStatus.valueOf(response.getStatusCode().value());
        String detail = response.getBody().getDetail();
        return ApiError.of(status, detail != null ? detail : status.getReasonPhrase());
    }
}
