package io.semblance.web.connection;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection of a client, and what it waits for. Over HTTP/2 it may have many requests at once.
 * Thread-safe.
 */
final class Connection {

    /** Bytes of an IPv6 address that name the client's network; the rest is the client's choice. */
    private static final int NETWORK_BYTES = 8;

    /** What a connection is doing, the one that is given up first being the first. */
    enum State {
        /** A header is awaited, or arrives. */
        HEADER,
        /** Kept alive between two requests. */
        IDLE,
        /** Every request is waiting for its body. */
        BODY,
        /** A request is being served. */
        SERVING
    }

    private final SocketChannel channel;
    private final String client;
    private final String remote;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger waitingForBody = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final CancellationRate cancellations;

    /** When the header that is still incomplete began, by nanoTime. */
    private volatile long headerSince;

    private volatile boolean headerAwaited = true;
    private volatile boolean inProcess;
    private volatile long givenUpSince;
    private volatile boolean givenUp;

    Connection(SocketChannel channel, InetSocketAddress remote, CancellationRate cancellations) {
        this.channel = channel;
        this.client = client(remote.getAddress());
        this.remote = remote(remote.getAddress().getHostAddress(), remote.getPort());
        this.cancellations = cancellations;
        this.headerSince = System.nanoTime();
    }

    private static String client(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address.getHostAddress();
    }

    /** Names the client's end of a connection. */
    static String remote(String address, int port) {
        return address + " " + port;
    }

    SocketChannel channel() {
        return channel;
    }

    /** The client, as far as its address names it. */
    String client() {
        return client;
    }

    String remote() {
        return remote;
    }

    void requestBegins() {
        requests.incrementAndGet();
        begun.incrementAndGet();
        headerAwaited = false;
    }

    void requestEnds() {
        requests.decrementAndGet();
    }

    void bodyAwaited() {
        waitingForBody.incrementAndGet();
    }

    void bodyArrived() {
        waitingForBody.decrementAndGet();
    }

    /** Whether the client has cancelled too many requests in too short a time, with this one. */
    boolean cancelsTooOften() {
        return cancellations.isExceeded(System.nanoTime());
    }

    /** Requests that have begun so far. */
    int begun() {
        return begun.get();
    }

    /** Whether a thread handles what the socket has told; then the client is not waited for. */
    void inProcess(boolean begins) {
        inProcess = begins;
    }

    /** A header has begun to arrive; without effect if one was awaited already. */
    void awaitHeader(long sinceNanos) {
        if (!headerAwaited) {
            headerSince = sinceNanos;
            headerAwaited = true;
        }
    }

    State state() {
        int now = requests.get();
        if (now == 0) {
            return headerAwaited ? State.HEADER : State.IDLE;
        }
        return waitingForBody.get() >= now ? State.BODY : State.SERVING;
    }

    boolean isHeaderOverdue(long nowNanos, long maxNanos) {
        return !inProcess && state() == State.HEADER && nowNanos - headerSince > maxNanos;
    }

    /**
     * Ends the connection's input, so that whoever reads it finds its end and closes it. To close
     * it here would race with a thread that uses it: Tomcat uses the buffers again.
     */
    void giveUp() {
        givenUpSince = System.nanoTime();
        givenUp = true;
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    boolean isGivenUp() {
        return givenUp;
    }

    boolean isGivenUpFor(long nanos) {
        return givenUp && System.nanoTime() - givenUpSince > nanos;
    }
}
