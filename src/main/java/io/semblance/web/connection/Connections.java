package io.semblance.web.connection;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections of one server. If there are too many, one is given up that costs no client a
 * response: of the client that has the most, the oldest that waits for a header, else one that is
 * idle, else one that waits for a body. A client that sends its requests is therefore served, no
 * matter how many connections other clients, even at the same address, leave unfinished.
 * Thread-safe.
 */
final class Connections {

    /** The decision on a connection that a client opens. */
    enum Admission {
        ADMITTED,
        /** The client has too many connections, and all of them are being served. */
        REFUSED,
        /** There are too many connections, and all of them are being served. */
        FULL
    }

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final ConnectionProperties limits;
    private final int max;
    private final int perClient;
    private final Map<SocketChannel, Connection> open = new ConcurrentHashMap<>();
    private final Map<String, Connection> byRemote = new ConcurrentHashMap<>();

    /** In the order of opening, without those given up; guarded by this. */
    private final Map<String, Set<Connection>> byClient = new HashMap<>();

    /** Number of connections in {@code byClient}; guarded by this. */
    private int live;

    Connections(ConnectionProperties limits, int max) {
        this.limits = limits;
        this.max = max;
        this.perClient = Math.min(max, limits.perAddressOrDefault());
    }

    /** Admits a connection if there is room or another can be given up for it. */
    Admission admit(SocketChannel channel) {
        Connection connection;
        try {
            connection =
                    new Connection(
                            channel,
                            (InetSocketAddress) channel.getRemoteAddress(),
                            new CancellationRate(limits.cancellations()));
        } catch (IOException e) {
            return Admission.REFUSED;
        }
        synchronized (this) {
            Set<Connection> own = byClient.getOrDefault(connection.client(), Set.of());
            if (own.size() >= perClient && !giveUpOneOf(own)) {
                return Admission.REFUSED;
            }
            if (live >= max && !giveUpOne()) {
                return Admission.FULL;
            }
            byClient.computeIfAbsent(connection.client(), _ -> new LinkedHashSet<>())
                    .add(connection);
            live++;
        }
        open.put(channel, connection);
        byRemote.put(connection.remote(), connection);
        return Admission.ADMITTED;
    }

    private boolean giveUpOne() {
        List<Set<Connection>> clients =
                byClient.values().stream()
                        .sorted(Comparator.comparingInt((Set<Connection> of) -> -of.size()))
                        .toList();
        for (Set<Connection> connections : clients) {
            if (giveUpOneOf(connections)) {
                return true;
            }
        }
        return false;
    }

    private boolean giveUpOneOf(Set<Connection> connections) {
        @Nullable Connection found = null;
        Connection.State best = Connection.State.SERVING;
        for (Connection connection : connections) {
            Connection.State state = connection.state();
            if (state.compareTo(best) < 0) {
                best = state;
                found = connection;
                if (state == Connection.State.HEADER) {
                    break;
                }
            }
        }
        if (found == null) {
            return false;
        }
        giveUp(found);
        return true;
    }

    /** Ends a connection, which does not count any longer. */
    void giveUp(Connection connection) {
        log.debug("Connection of {} given up in state {}", connection.remote(), connection.state());
        forget(connection);
        connection.giveUp();
    }

    private synchronized void forget(Connection connection) {
        Set<Connection> own = byClient.get(connection.client());
        if (own != null && own.remove(connection)) {
            live--;
            if (own.isEmpty()) {
                byClient.remove(connection.client());
            }
        }
    }

    /** Removes a closed connection. */
    void closed(SocketChannel channel) {
        Connection connection = open.remove(channel);
        if (connection != null) {
            byRemote.remove(connection.remote(), connection);
            forget(connection);
        }
    }

    /** Gives up every connection whose header takes too long. */
    void giveUpOverdue(long nowNanos) {
        long max = limits.headerTimeout().toNanos();
        for (Connection connection : open.values()) {
            if (!connection.isGivenUp() && connection.isHeaderOverdue(nowNanos, max)) {
                giveUp(connection);
            }
        }
    }

    Collection<Connection> all() {
        return open.values();
    }

    @Nullable Connection of(SocketChannel channel) {
        return open.get(channel);
    }

    /** Returns the connection of a request; null if it is closed. */
    @Nullable Connection of(String address, int port) {
        return byRemote.get(Connection.remote(address, port));
    }

    ConnectionProperties limits() {
        return limits;
    }
}
