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
 * A connection of a client and its state. Over HTTP/2 it may have many requests at once.
 * Thread-safe.
 */
final class Connection {

    /** Bytes of an IPv6 address that identify the client's network; the client chooses the rest. */
    private static final int NETWORK_BYTES = 8;

    /** What a connection is doing, in the order in which connections are given up. */
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

    /** When the incomplete header began, in terms of nanoTime. */
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

    /** Returns the name of the client's end of a connection. */
    static String remote(String address, int port) {
        return address + " " + port;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Returns the client, as far as its address identifies it. */
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

    /** Counts a cancelled request and returns whether the client cancels too many. */
    boolean cancelsTooOften() {
        return cancellations.isExceeded(System.nanoTime());
    }

    /** Returns the number of requests so far, those in progress included. */
    int begun() {
        return begun.get();
    }

    /**
     * Sets whether a thread handles an event of the socket; the header timeout is off meanwhile.
     */
    void inProcess(boolean begins) {
        inProcess = begins;
    }

    /** Notes that a header starts to arrive; no effect if one is awaited already. */
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
     * Ends the connection's input, so that the thread that reads it finds the end and closes it.
     * Closing it here would race with a thread that uses it, because Tomcat reuses the buffers.
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
