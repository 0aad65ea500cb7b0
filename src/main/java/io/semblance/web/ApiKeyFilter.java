package io.semblance.web;

import io.semblance.security.ApiKeys;

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

/**
 * Lets in who carries a key: {@code Authorization: Bearer KEY}, or {@code X-API-Key: KEY}. The
 * health routes are open: who asks them is a machine without secrets, and they tell none. So is the
 * description of the API, which is the same everywhere; a browser that opens it has no key yet.
 */
@Component
final class ApiKeyFilter extends OncePerRequestFilter {

    private static final Set<String> OPEN =
            Set.of(
                    "/health",
                    "/actuator/health",
                    "/actuator/health/liveness",
                    "/actuator/health/readiness",
                    "/docs",
                    "/docs/page.js",
                    "/docs/swagger-ui.css",
                    "/docs/swagger-ui-bundle.js",
                    "/v3/api-docs");

    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;
    private final RefusalWriter refusals;

    ApiKeyFilter(ApiKeys keys, JsonMapper json) {
        this.keys = keys;
        this.refusals = new RefusalWriter(json);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !keys.required() || OPEN.contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (keys.accepts(presented(request))) {
            chain.doFilter(request, response);
            return;
        }
        refusals.write(
                request,
                response,
                ApiError.of(
                        ErrorCode.UNAUTHORIZED,
                        "an API key is required: send it as the header 'Authorization: Bearer"
                                + " KEY'"));
    }

    private static @Nullable String presented(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : request.getHeader("X-API-Key");
    }
}
