package io.semblance.web.routing;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

import java.lang.reflect.Parameter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rejects query parameters that a native route does not have, and duplicate ones: if they were
 * ignored, the response would not be what the client requests. Compatible routes are as tolerant as
 * their originals.
 */
final class QueryParameterInterceptor implements HandlerInterceptor {

    /** The native routes, which accept only the parameters that their handlers declare. */
    static final List<String> ROUTES = List.of("/search", "/v1/collections/**", "/v1/jobs/**");

    private final Map<HandlerMethod, List<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query != null && handler instanceof HandlerMethod method && isOurs(method)) {
            check(query, known.computeIfAbsent(method, QueryParameterInterceptor::declared));
        }
        return true;
    }

    /** Excludes handlers of Spring, such as the one for OPTIONS. */
    private static boolean isOurs(HandlerMethod method) {
        return method.getBeanType().getPackageName().startsWith("io.semblance.web");
    }

    private static List<String> declared(HandlerMethod method) {
        return Arrays.stream(method.getMethod().getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(RequestParam.class))
                .map(QueryParameterInterceptor::name)
                .sorted()
                .toList();
    }

    private static String name(Parameter parameter) {
        @Nullable RequestParam declared = parameter.getAnnotation(RequestParam.class);
        return declared == null || declared.name().isEmpty()
                ? parameter.getName()
                : declared.name();
    }

    private static void check(String query, List<String> known) {
        Set<String> seen = new HashSet<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            String name = decoded(pair.substring(0, (pair + "=").indexOf('=')));
            if (!known.contains(name)) {
                throw new ApiException(
                        ApiError.badRequest(
                                ErrorCode.UNKNOWN_PARAMETER,
                                "there is no parameter '%s'; known here: %s"
                                        .formatted(
                                                name,
                                                known.isEmpty()
                                                        ? "none"
                                                        : String.join(", ", known)),
                                name));
            }
            if (!seen.add(name)) {
                throw ApiException.invalid(
                        name, "the parameter '%s' is given twice; give it once".formatted(name));
            }
        }
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // No parameter has this name.
            return name;
        }
    }
}
