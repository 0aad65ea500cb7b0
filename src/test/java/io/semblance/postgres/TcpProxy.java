package io.semblance.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

    /** Begins to listen on a free local port. */
    public TcpProxy(InetSocketAddress target) {
        this.target = target;
        try {
            listener = LocalPorts.listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        address = (InetSocketAddress) listener.getLocalSocketAddress();
        acceptFrom(listener);
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
            acceptFrom(listener);
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptFrom(ServerSocket from) {
        Thread.ofVirtual()
                .name("proxy-accept")
                .start(() -> {
                    try {
                        while (true) {
                            add(from, from.accept());
                        }
                    } catch (IOException e) {
                        // It was closed: nothing more is accepted.
                    }
                });
    }

    private synchronized void add(ServerSocket from, Socket client) {
        ProxiedConnection connection =
                new ProxiedConnection(client, target, gate, connections::remove);
        if (from.isClosed()) {
            connection.cut();
        } else {
            connections.add(connection);
            connection.start();
        }
    }
}
