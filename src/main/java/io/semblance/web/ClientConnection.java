package io.semblance.web;

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
 * The connection that a request came by. The Servlet API tells nobody that its client has closed it
 * before an answer is written, and Tomcat does not watch a socket whose request is being worked on;
 * but once the body is read, a read that does not block finds the end of the stream, and Tomcat has
 * such a read for its own non-blocking input.
 *
 * <p>A client that only shuts down its sending side (half-close) looks the same and is taken for
 * gone, as nginx and Go's net/http do. What is found instead of the end is the next, pipelined
 * request: Tomcat keeps it for later. Over HTTP/2 a client is gone when it has reset the request's
 * stream, or closed the connection: Tomcat then leaves an exception in the request.
 *
 * <p>For the request's own thread, until the request is answered.
 */
final class ClientConnection {

    private static final String ATTRIBUTE = ClientConnection.class.getName();

    private final org.apache.coyote.Request request;

    private ClientConnection(org.apache.coyote.Request request) {
        this.request = request;
    }

    static ClientConnection of(HttpServletRequest request) {
        return (ClientConnection) Objects.requireNonNull(request.getAttribute(ATTRIBUTE));
    }

    /** When the request began to arrive, by {@link System#nanoTime()}. */
    long startNanos() {
        return request.getStartTimeNanos();
    }

    /**
     * Whether the client has closed it, or over HTTP/2 has reset the request; over HTTP/1.1 false
     * while part of the body is still to be read.
     */
    boolean isClosed() {
        if (isHttp2(request)) {
            return isReset(request);
        }
        // The end is reported as one byte that is never there: it is found again and again, and
        // between times nothing is.
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

    /** Lets {@link #of} find the connection: no filter sees behind the facade of a request. */
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
