package io.semblance.web;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Routes of the contract that this version does not have: they say so instead of "not found". */
@RestController
final class UpcomingRoutes {

    /** Refuses: not supported yet. */
    @PostMapping({
        "/v1/collections/{collection}/documents/import",
        "/v1/collections/{collection}/documents/{id}/similar",
        "/v1/collections/{collection}/reembed",
        "/v1/jobs/{id}/cancel"
    })
    ResponseEntity<Object> write(HttpServletRequest request) {
        return refusal(request);
    }

    /** Refuses: not supported yet. */
    @GetMapping({"/v1/jobs", "/v1/jobs/{id}"})
    ResponseEntity<Object> read(HttpServletRequest request) {
        return refusal(request);
    }

    private static ResponseEntity<Object> refusal(HttpServletRequest request) {
        String route = "%s %s".formatted(request.getMethod(), request.getRequestURI());
        return Dialect.NATIVE.response(
                ApiException.unsupported(null, route + " is not supported yet").error());
    }
}
