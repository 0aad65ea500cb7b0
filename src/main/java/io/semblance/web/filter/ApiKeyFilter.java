package io.semblance.web.filter;

import io.semblance.security.ApiKeys;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.error.ErrorWriter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requires an API key, if one is configured: {@code Authorization: Bearer KEY} or {@code X-API-Key:
 * KEY}. The health routes are open: monitors have no key, and the routes reveal no secret. So is
 * the description of the API, which is the same everywhere; a browser that opens it has no key yet.
 */
@Component
public final class ApiKeyFilter extends OncePerRequestFilter {

    private static final Set<String> OPEN =
            Set.of(
                    "/health",
                    "/ping",
                    "/actuator/health",
                    "/actuator/health/liveness",
                    "/actuator/health/readiness",
                    "/docs",
                    "/docs/page.js",
                    "/docs/swagger-ui.css",
                    "/docs/swagger-ui-bundle.js",
                    "/v3/api-docs",
                    "/api-doc/openapi.json");

    /**
     * The scheme is case-insensitive, and any number of spaces may follow (RFC 9110, section 11).
     */
    private static final Pattern BEARER =
            Pattern.compile("\\s*Bearer\\s+(\\S.*?)\\s*", Pattern.CASE_INSENSITIVE);

    private static final String REMEDY = "send it as the header 'Authorization: Bearer KEY'";

    private final ApiKeys keys;
    private final ErrorWriter refusals;

    /** Creates a filter for these keys; the mapper writes the bodies of its errors. */
    public ApiKeyFilter(ApiKeys keys, JsonMapper json) {
        this.keys = keys;
        this.refusals = new ErrorWriter(json);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !keys.required() || isOpen(request);
    }

    private static boolean isOpen(HttpServletRequest request) {
        String path = request.getRequestURI();
        boolean isHealthOfRoot =
                path.equals("/") && Set.of("GET", "HEAD").contains(request.getMethod());
        return isHealthOfRoot || OPEN.contains(path);
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = presented(request);
        if (keys.accepts(key)) {
            chain.doFilter(request, response);
            return;
        }
        refusals.write(
                request,
                response,
                ApiError.of(
                        ErrorCode.UNAUTHORIZED,
                        key == null || key.isBlank() ? missing(request) : wrong()));
    }

    private static @Nullable String presented(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            Matcher bearer = BEARER.matcher(authorization);
            if (bearer.matches()) {
                return bearer.group(1);
            }
        }
        return request.getHeader("X-API-Key");
    }

    /** Returns the message for a request without a key; its header may have another scheme. */
    private static String missing(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) == null
                ? "an API key is required: " + REMEDY
                : "an API key is required, and the header Authorization does not contain one: "
                        + REMEDY;
    }

    private static String wrong() {
        return "Incorrect API key provided: it differs from the key of this service"
                + " (semblance.security.api-key)";
    }
}
