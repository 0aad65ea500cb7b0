package io.semblance.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;

/** Writes what a filter refuses, in the dialect of the route. */
final class RefusalWriter {

    private final JsonMapper json;

    RefusalWriter(JsonMapper json) {
        this.json = json;
    }

    void write(HttpServletRequest request, HttpServletResponse response, ApiError error)
            throws IOException {
        var refusal = Dialect.of(request.getRequestURI()).response(error);
        response.setStatus(refusal.getStatusCode().value());
        refusal.getHeaders().forEach((name, values) -> response.setHeader(name, values.getFirst()));
        json.writeValue(response.getOutputStream(), refusal.getBody());
    }
}
