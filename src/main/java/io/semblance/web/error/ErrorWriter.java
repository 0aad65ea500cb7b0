package io.semblance.web.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;

/** Writes errors of filters, in the dialect of the route. */
public final class ErrorWriter {

    private final JsonMapper json;

    /** Creates a writer that serializes bodies with this mapper. */
    public ErrorWriter(JsonMapper json) {
        this.json = json;
    }

    /** Writes an error as the response to a request. */
    public void write(HttpServletRequest request, HttpServletResponse response, ApiError error)
            throws IOException {
        var refusal = Dialect.of(request.getRequestURI()).response(error);
        response.setStatus(refusal.getStatusCode().value());
        refusal.getHeaders().forEach((name, values) -> response.setHeader(name, values.getFirst()));
        json.writeValue(response.getOutputStream(), refusal.getBody());
    }
}
