package io.semblance.web.routing;

import io.semblance.value.Caller;
import io.semblance.value.Deadline;
import io.semblance.web.error.ApiException;
import io.semblance.web.server.ClientConnection;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

import java.time.Duration;
import java.util.Objects;

/**
 * Resolves the {@link Caller} argument of a handler: the client that waits for its response. How
 * long the client waits is in the header {@value #TIMEOUT}, which Envoy and the service meshes
 * built on it add by themselves: whole milliseconds from the arrival of the request.
 */
final class CallerArgumentResolver implements HandlerMethodArgumentResolver {

    /** Name of the header with the time that the client waits, in milliseconds. */
    static final String TIMEOUT = "x-envoy-expected-rq-timeout-ms";

    private static final int MAX_MILLIS = 86_400_000;

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public Caller resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest request =
                Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
        ClientConnection connection = ClientConnection.of(request);
        String timeout = request.getHeader(TIMEOUT);
        return new Caller(
                timeout == null
                        ? Deadline.NONE
                        : Deadline.of(allowed(timeout), connection.startNanos()),
                connection::isClosed);
    }

    private static Duration allowed(String timeout) {
        try {
            int millis = Integer.parseInt(timeout);
            if (millis >= 1 && millis <= MAX_MILLIS) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            throw refused(timeout);
        }
        throw refused(timeout);
    }

    private static ApiException refused(String timeout) {
        return ApiException.invalid(
                TIMEOUT,
                "the header %s must be a whole number of milliseconds between 1 and %d, got: '%s'"
                        .formatted(TIMEOUT, MAX_MILLIS, timeout));
    }
}
