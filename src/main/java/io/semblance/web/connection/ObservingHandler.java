package io.semblance.web.connection;

import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the state of each connection while Tomcat handles events of its socket: whether a request
 * was served, or a header is incomplete.
 */
final class ObservingHandler implements Handler<NioChannel> {

    private final Handler<NioChannel> handler;
    private final BoundedEndpoint endpoint;

    ObservingHandler(Handler<NioChannel> handler, BoundedEndpoint endpoint) {
        this.handler = handler;
        this.endpoint = endpoint;
    }

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
        Connection connection = connection(socket);
        int begun = connection == null ? 0 : connection.begun();
        long start = System.nanoTime();
        boolean handled = false;
        if (connection != null) {
            connection.inProcess(true);
        }
        try {
            SocketState state = handler.process(socket, event);
            handled = true;
            if (connection != null) {
                note(connection, state, connection.begun() != begun, start);
            }
            return state;
        } finally {
            if (connection != null) {
                connection.inProcess(false);
            }
            if (!handled) {
                // Tomcat forgets the connection if an error ends the thread.
                socket.close();
            }
        }
    }

    private static void note(Connection connection, SocketState state, boolean served, long start) {
        if (state == SocketState.LONG) {
            connection.awaitHeader(served ? System.nanoTime() : start);
        } else if (state == SocketState.OPEN && !served) {
            connection.awaitHeader(start);
        }
    }

    private @Nullable Connection connection(SocketWrapperBase<NioChannel> socket) {
        NioChannel channel = socket == null ? null : socket.getSocket();
        return channel == null || channel.getIOChannel() == null
                ? null
                : endpoint.bounds().of(channel.getIOChannel());
    }

    @Override
    public void release(SocketWrapperBase<NioChannel> socket) {
        NioChannel channel = socket.getSocket();
        if (channel != null && channel.getIOChannel() != null) {
            endpoint.bounds().closed(channel.getIOChannel());
        }
        handler.release(socket);
    }

    @Override
    public Object getGlobal() {
        return handler.getGlobal();
    }

    @Override
    public void pause() {
        handler.pause();
    }

    @Override
    public void recycle() {
        handler.recycle();
    }
}
