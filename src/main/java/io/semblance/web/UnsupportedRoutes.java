package io.semblance.web;

import io.semblance.web.error.ApiException;
import io.semblance.web.error.Dialect;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Planned routes that this version does not support: they return 501 instead of 404. */
@RestController
final class UnsupportedRoutes {

    /** Returns 501: not supported yet. */
    @PostMapping({
        "/v1/collections/{collection}/documents/{id}/similar",
        "/v1/collections/{collection}/reembed"
    })
    ResponseEntity<Object> write(HttpServletRequest request) {
        return refusal(request);
    }

    private static ResponseEntity<Object> refusal(HttpServletRequest request) {
        String route = "%s %s".formatted(request.getMethod(), request.getRequestURI());
        return Dialect.NATIVE.response(
                ApiException.unsupported(null, route + " is not supported yet").error());
    }
}
