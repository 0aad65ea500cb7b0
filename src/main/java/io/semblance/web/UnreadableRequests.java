package io.semblance.web;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Answers what Tomcat refuses before any route or filter sees it, such as a path with {@code %zz},
 * in the dialect of its route and not in HTML.
 */
final class UnreadableRequests extends ErrorReportValve {

    private final JsonMapper json;

    UnreadableRequests(JsonMapper json) {
        this.json = json;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        HttpStatus status = HttpStatus.resolve(response.getStatus());
        if (status == null
                || !status.isError()
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        String detail =
                status == HttpStatus.BAD_REQUEST
                        ? "the path is not percent-encoded UTF-8, or has a character that none can"
                                + " have"
                        : status.getReasonPhrase();
        var answer =
                Dialect.of(Objects.requireNonNullElse(request.getRequestURI(), ""))
                        .response(ApiError.of(status, detail));
        answer.getHeaders().forEach((name, values) -> response.setHeader(name, values.getFirst()));
        try {
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            response.getReporter().write(json.writeValueAsString(answer.getBody()));
            response.finishResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
