package io.semblance.web.server;

import jakarta.servlet.ServletException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;

import java.io.IOException;

/**
 * Refuses an HTTP/2 request whose header is larger than HTTP/1.1 allows. {@link
 * PriorKnowledgeHttp2} reads headers of twice that size, so that there is a response; Tomcat resets
 * the stream of a larger one.
 */
final class HeaderLimitValve extends ValveBase {

    HeaderLimitValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getCoyoteRequest().protocol().equals("HTTP/2.0")
                && request.getConnector().getProtocolHandler()
                        instanceof AbstractHttp11Protocol<?> http) {
            int status = status(request.getCoyoteRequest(), http);
            if (status != 0) {
                response.sendError(status);
                return;
            }
        }
        getNext().invoke(request, response);
    }

    private static int status(org.apache.coyote.Request request, AbstractHttp11Protocol<?> limits) {
        int line = length(request.requestURI()) + length(request.queryString());
        int max = limits.getMaxHttpRequestHeaderSize();
        if (line > max) {
            return Response.SC_REQUEST_URI_TOO_LONG;
        }
        MimeHeaders headers = request.getMimeHeaders();
        int bytes = line;
        for (int i = 0; i < headers.size(); i++) {
            bytes += length(headers.getName(i)) + length(headers.getValue(i));
        }
        return bytes > max || headers.size() > limits.getMaxHeaderCount()
                ? MalformedRequestValve.HEADERS_TOO_LARGE
                : 0;
    }

    private static int length(MessageBytes value) {
        return value.isNull() ? 0 : value.getLength();
    }
}
