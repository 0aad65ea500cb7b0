package io.semblance.web.connection;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Counts the requests of each connection and limits the time that their bodies take. */
final class ConnectionValve extends ValveBase {

    ConnectionValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (!(request.getConnector().getProtocolHandler() instanceof BoundedHttpProtocol server)) {
            getNext().invoke(request, response);
            return;
        }
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        Connections connections = server.connections();
        Connection connection = connection(coyote, connections);
        InputBuffer input = coyote.getInputBuffer();
        BodyInput body = new BodyInput(input, connections.limits(), connection);
        coyote.setInputBuffer(body);
        if (connection != null) {
            connection.requestBegins();
        }
        try {
            getNext().invoke(request, response);
            if (isHttp2(coyote)) {
                countCancellation(coyote, connections, connection);
            } else {
                swallow(request, response, body, server.getMaxSwallowSize());
            }
        } finally {
            coyote.setInputBuffer(input);
            if (connection != null) {
                connection.requestEnds();
            }
        }
    }

    private static @Nullable Connection connection(
            org.apache.coyote.Request coyote, Connections connections) {
        coyote.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, coyote);
        coyote.action(ActionCode.REQ_REMOTEPORT_ATTRIBUTE, coyote);
        return connections.of(coyote.remoteAddr().toString(), coyote.getRemotePort());
    }

    private static boolean isHttp2(org.apache.coyote.Request coyote) {
        return coyote.protocol().equals("HTTP/2.0");
    }

    private static void countCancellation(
            org.apache.coyote.Request coyote,
            Connections connections,
            @Nullable Connection connection) {
        if (connection != null
                && coyote.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException
                && connection.cancelsTooOften()) {
            connections.giveUp(connection);
        }
    }

    /**
     * Reads the unread rest of a body, so that a client that sends all of it before it reads gets
     * the response. Tomcat would do it too, without a time limit.
     */
    private static void swallow(Request request, Response response, BodyInput body, long maxBytes) {
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        if (request.isAsync() || coyote.isFinished() || coyote.hasExpectation()) {
            return;
        }
        Discarded discarded = new Discarded();
        try {
            response.finishResponse();
            long end = body.bytes() + maxBytes;
            while (body.bytes() <= end && body.doRead(discarded) >= 0) {
                discarded.clear();
            }
        } catch (IOException e) {
            coyote.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            return;
        }
        if (!coyote.isFinished()) {
            coyote.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /** Discards the bytes that it receives. */
    private static final class Discarded implements ApplicationBufferHandler {

        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {
            // Tomcat passes its own buffers.
        }

        void clear() {
            buffer.position(buffer.limit());
        }
    }
}
