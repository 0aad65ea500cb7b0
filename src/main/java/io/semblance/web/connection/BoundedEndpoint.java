package io.semblance.web.connection;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** Tomcat's endpoint, which admits every accepted connection through {@link Connections}. */
final class BoundedEndpoint extends NioEndpoint {

    private static final long FULL_PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    /** Normally the thread that reads the end of a given-up connection closes it long before. */
    private static final long STUCK_NANOS = Duration.ofSeconds(2).toNanos();

    private volatile @Nullable Connections bounded;

    void bound(Connections bounds) {
        bounded = bounds;
    }

    Connections bounds() {
        return Objects.requireNonNull(bounded, "the protocol was not configured");
    }

    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(new ObservingHandler(handler, this));
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        Connections.Admission admission = bounds().admit(socket);
        // Further clients wait in the accept queue.
        while (admission == Connections.Admission.FULL && isRunning() && !isPaused()) {
            LockSupport.parkNanos(FULL_PAUSE_NANOS);
            admission = bounds().admit(socket);
        }
        if (admission != Connections.Admission.ADMITTED) {
            destroySocket(socket);
            return false;
        }
        return super.setSocketOptions(socket);
    }

    @Override
    protected void destroySocket(SocketChannel socket) {
        bounds().closed(socket);
        super.destroySocket(socket);
    }

    /**
     * Gives up connections that exceed their time limit, and closes those that no thread reads: it
     * may have ended with an OutOfMemoryError.
     */
    void sweep() {
        Connections bounds = bounds();
        bounds.giveUpOverdue(System.nanoTime());
        for (Connection connection : bounds.all()) {
            if (connection.isGivenUpFor(STUCK_NANOS)) {
                SocketWrapperBase<NioChannel> socket = wrapper(connection.channel());
                if (socket == null) {
                    bounds.closed(connection.channel());
                } else {
                    processSocket(socket, SocketEvent.ERROR, true);
                }
            }
        }
    }

    private @Nullable SocketWrapperBase<NioChannel> wrapper(SocketChannel channel) {
        return connections.get(channel);
    }
}
