package io.semblance.web.filter;

import io.semblance.web.error.Dialect;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;

/**
 * Accepts requests to the compatible routes as their originals do: with a slash at the end of the
 * path, which clients add to a base URL, and with any {@code Accept} header, because a response has
 * one format only. All other filters see the path without the slash.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class CompatibilityFilter extends OncePerRequestFilter {

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return Dialect.of(request.getRequestURI()) == Dialect.NATIVE;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        boolean extraSlash = path.length() > 1 && path.endsWith("/") && !path.contains("//");
        chain.doFilter(
                extraSlash
                        ? new WithoutSlash(request, path.substring(0, path.length() - 1))
                        : new AnyAccept(request),
                response);
    }

    /** A request without the header {@code Accept}. */
    private static class AnyAccept extends HttpServletRequestWrapper {

        AnyAccept(HttpServletRequest request) {
            super(request);
        }

        private static boolean isAccept(String header) {
            return header.equalsIgnoreCase(HttpHeaders.ACCEPT);
        }

        @Override
        public @Nullable String getHeader(String name) {
            return isAccept(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return isAccept(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(
                    Collections.list(super.getHeaderNames()).stream()
                            .filter(name -> !isAccept(name))
                            .toList());
        }
    }

    /** A request without the header {@code Accept} and without the slash at the end of its path. */
    private static final class WithoutSlash extends AnyAccept {

        private final String path;

        WithoutSlash(HttpServletRequest request, String path) {
            super(request);
            this.path = path;
        }

        @Override
        public String getRequestURI() {
            return path;
        }

        @Override
        public String getServletPath() {
            return path;
        }
    }
}
