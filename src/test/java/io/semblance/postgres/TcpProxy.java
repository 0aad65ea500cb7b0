package io.semblance.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network that fails as it is told to: passes what arrives on a local port on to a target, and
 * the answers back. It begins healthy. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

    private final InetSocketAddress target;
    private final InetSocketAddress address;
    private final Gate gate = new Gate();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private ServerSocket listener;
    private Thread acceptor;

    /** Begins to listen on a free local port. */
    public TcpProxy(InetSocketAddress target) {
        this.target = target;
        try {
            listener = LocalPorts.listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        address = (InetSocketAddress) listener.getLocalSocketAddress();
        acceptor = acceptFrom(listener);
    }

    /** Where to connect to; the same for all of its life. */
    public InetSocketAddress address() {
        return address;
    }

    /** From now on every chunk of bytes waits so long, in either direction. */
    public void delay(Duration each) {
        gate.set(each, false);
    }

    /**
     * From now on nothing comes through, though connections stay and new ones are accepted: a
     * network that is cut in two. As in one, what was sent meanwhile arrives once it heals.
     */
    public void stall() {
        gate.set(Duration.ZERO, true);
    }

    /** Ends all present connections, on both sides and by a reset; what they held is lost. */
    public void cut() {
        connections.forEach(ProxiedConnection::cut);
    }

    /** From now on new connections are refused; the present ones stay. */
    public synchronized void refuse() {
        closeListener();
    }

    /** From now on all is well again, for the connections that are left and for new ones. */
    public synchronized void heal() {
        gate.set(Duration.ZERO, false);
        if (listener.isClosed()) {
            try {
                listener = LocalPorts.listen(address.getPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            acceptor = acceptFrom(listener);
        }
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    @Override
    public synchronized void close() {
        closeListener();
        cut();
    }

    private void closeListener() {
        try {
            listener.close();
            // Until its thread has left it, a closed socket still accepts.
            acceptor.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while closing " + address, e);
        }
    }

    private Thread acceptFrom(ServerSocket from) {
        return Thread.ofVirtual()
                .name("proxy-accept")
                .start(() -> {
                    try {
                        while (true) {
                            ProxiedConnection connection =
                                    new ProxiedConnection(
                                            from.accept(), target, gate, connections::remove);
                            connections.add(connection);
                            connection.start();
                        }
                    } catch (IOException e) {
                        // It was closed: nothing more is accepted.
                    }
                });
    }
}
