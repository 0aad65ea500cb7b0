package io.semblance.web.connection;

import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * A request body, with a limit on the time spent waiting for it. The time between two reads does
 * not count. Used by the request's own thread only.
 */
final class BodyInput implements InputBuffer {

    private final InputBuffer input;
    private final ConnectionProperties limits;
    private final @Nullable Connection connection;
    private long bytes;
    private long waitedNanos;

    BodyInput(InputBuffer input, ConnectionProperties limits, @Nullable Connection connection) {
        this.input = input;
        this.limits = limits;
        this.connection = connection;
    }

    @Override
    public int doRead(ApplicationBufferHandler buffer) throws IOException {
        long start = System.nanoTime();
        int read = await(buffer);
        waitedNanos += System.nanoTime() - start;
        bytes += Math.max(0, read);
        if (read >= 0 && waitedNanos > allowedNanos()) {
            throw new SocketTimeoutException(
                    "waited %d ms for %d bytes of a body"
                            .formatted(waitedNanos / 1_000_000, bytes));
        }
        return read;
    }

    private int await(ApplicationBufferHandler buffer) throws IOException {
        if (connection == null) {
            return input.doRead(buffer);
        }
        connection.bodyAwaited();
        try {
            return input.doRead(buffer);
        } finally {
            connection.bodyArrived();
        }
    }

    private double allowedNanos() {
        return limits.bodyTimeout().toNanos() + 1e9 * bytes / limits.bodyRate().toBytes();
    }

    @Override
    public int available() {
        return input.available();
    }

    long bytes() {
        return bytes;
    }
}
