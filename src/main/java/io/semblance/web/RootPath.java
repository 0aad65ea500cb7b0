package io.semblance.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;

/**
 * {@code POST /} is {@code POST /embed}, as text-embeddings-inference has it. It is no route of its
 * own: what is to be got at {@code /} is not for this module to say. Every other filter sees the
 * path that it stands for.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RootPath extends OncePerRequestFilter {

    private static final String EMBED = "/embed";

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST") || !request.getRequestURI().equals("/");
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(
                new HttpServletRequestWrapper(request) {
                    @Override
                    public String getRequestURI() {
                        return EMBED;
                    }

                    @Override
                    public String getServletPath() {
                        return EMBED;
                    }
                },
                response);
    }
}
