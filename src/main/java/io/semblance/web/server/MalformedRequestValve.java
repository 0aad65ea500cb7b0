package io.semblance.web.server;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.Dialect;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.http.HttpStatus;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Reports requests that Tomcat rejects before any filter or route, such as a path with {@code %zz},
 * in the dialect of the route instead of HTML.
 */
final class MalformedRequestValve extends ErrorReportValve {

    static final int HEADERS_TOO_LARGE = HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.value();

    private final JsonMapper json;

    private MalformedRequestValve(JsonMapper json) {
        this.json = json;
    }

    /**
     * Adds the valve, which replaces Tomcat's error page. Spring Boot's valve stays behind it and
     * finds the error already reported.
     */
    static void addTo(ConfigurableTomcatWebServerFactory factory, JsonMapper json) {
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass("");
                host.getPipeline().addValve(new MalformedRequestValve(json));
                host.getPipeline().addValve(new HeaderLimitValve());
                host.getPipeline().addValve(new StartedResponseValve());
            }
        });
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
        ApiError error = error(request, status, failure);
        var answer =
                Dialect.of(Objects.requireNonNullElse(request.getRequestURI(), "")).response(error);
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> response.setHeader(name, values.getFirst()));
        try {
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            response.getReporter().write(json.writeValueAsString(answer.getBody()));
            response.finishResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ApiError error(Request request, HttpStatus status, @Nullable Throwable failure) {
        int bytes =
                request.getConnector().getProtocolHandler()
                                instanceof AbstractHttp11Protocol<?> http
                        ? http.getMaxHttpRequestHeaderSize()
                        : 0;
        return switch (status) {
            case BAD_REQUEST -> RequestFault.of(request.getCoyoteRequest(), failure).error(bytes);
            case URI_TOO_LONG -> RequestFault.LINE_TOO_LONG.error(bytes);
            case REQUEST_HEADER_FIELDS_TOO_LARGE -> RequestFault.HEADER_TOO_LARGE.error(bytes);
            default -> ApiError.of(status, status.getReasonPhrase());
        };
    }
}
