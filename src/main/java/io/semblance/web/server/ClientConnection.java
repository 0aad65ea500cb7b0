package io.semblance.web.server;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

import java.io.IOException;
import java.util.Objects;

/**
 * The connection of a request, which reports whether the client has closed it. The Servlet API
 * reports a closed connection only when a response is written, and Tomcat does not watch a socket
 * whose request is in progress. But once the body is read, a non-blocking read finds the end of the
 * stream, and Tomcat has such a read for its own non-blocking input.
 *
 * <p>A client that only shuts down its sending side (half-close) looks the same and is treated as
 * disconnected, as in nginx and Go's net/http. If the read finds the next, pipelined request
 * instead of the end, Tomcat keeps that request for later. Over HTTP/2 a client has disconnected
 * when it has reset the request's stream or closed the connection: Tomcat then stores an exception
 * in the request.
 *
 * <p>Use only on the request's own thread, until the request is answered.
 */
public final class ClientConnection {

    private static final String ATTRIBUTE = ClientConnection.class.getName();

    private final org.apache.coyote.Request request;

    private ClientConnection(org.apache.coyote.Request request) {
        this.request = request;
    }

    /** Returns the connection of a request. */
    public static ClientConnection of(HttpServletRequest request) {
        return (ClientConnection) Objects.requireNonNull(request.getAttribute(ATTRIBUTE));
    }

    /** Returns when the request began to arrive, in terms of {@link System#nanoTime()}. */
    public long startNanos() {
        return request.getStartTimeNanos();
    }

    /**
     * Returns whether the client has closed the connection or, over HTTP/2, reset the request. Over
     * HTTP/1.1 the result is false while a part of the body is unread.
     */
    public boolean isClosed() {
        if (isHttp2(request)) {
            return isReset(request);
        }
        // Tomcat reports the end of the stream as one available byte, but only on calls that read
        // the socket; the call between them finds no byte.
        return request.isFinished()
                && available(Boolean.TRUE)
                && !available(Boolean.FALSE)
                && available(Boolean.TRUE);
    }

    private static boolean isHttp2(org.apache.coyote.Request request) {
        return request.protocol().equals("HTTP/2.0");
    }

    /** Whether the client of an HTTP/2 request has reset it. */
    private static boolean isReset(org.apache.coyote.Request request) {
        return request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException;
    }

    private boolean available(Boolean readingFromTheSocket) {
        request.action(ActionCode.AVAILABLE, readingFromTheSocket);
        return request.getAvailable() > 0;
    }

    /** Stores the connection for {@link #of}: filters see only a facade of the request. */
    static final class Valve extends ValveBase {

        Valve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response)
                throws IOException, ServletException {
            request.setAttribute(ATTRIBUTE, new ClientConnection(request.getCoyoteRequest()));
            getNext().invoke(request, response);
        }
    }
}
