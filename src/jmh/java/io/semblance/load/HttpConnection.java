package io.semblance.load;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A connection that stays open and uses little CPU time, because it shares the CPU with the
 * measured service. Not thread-safe.
 */
public final class HttpConnection implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int filled;

    /** Connects to a port of this machine. */
    public HttpConnection(int port) throws IOException {
        this(port, Duration.ZERO);
    }

    /**
     * Connects to a port of this machine.
     *
     * @param patience time after which a read fails with {@link java.net.SocketTimeoutException};
     *     zero for no limit
     */
    HttpConnection(int port, Duration patience) throws IOException {
        this(InetAddress.getLoopbackAddress(), port, patience);
    }

    /**
     * Connects to a port of a machine.
     *
     * @param patience time after which a read fails with {@link java.net.SocketTimeoutException};
     *     zero for no limit
     */
    HttpConnection(InetAddress address, int port, Duration patience) throws IOException {
        this.socket = new Socket(address, port);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        this.in = socket.getInputStream();
    }

    /** A response with its body as text. */
    record Response(int status, String body) {}

    /** Sends a request, reads the response to its end and returns its status. */
    public int send(HttpRequest request) throws IOException {
        return exchange(request, OutputStream.nullOutputStream());
    }

    /** Sends a request and returns the response. */
    Response receive(HttpRequest request) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(BUFFER_BYTES);
        int status = exchange(request, body);
        return new Response(status, body.toString(StandardCharsets.UTF_8));
    }

    private int exchange(HttpRequest request, OutputStream body) throws IOException {
        request.writeTo(socket.getOutputStream());
        int status = Integer.parseInt(line().substring(9, 12));
        long length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Long.parseLong(header.substring(15).strip());
            } else if (header.regionMatches(true, 0, "Transfer-Encoding: chunked", 0, 26)) {
                chunked = true;
            }
        }
        if (chunked) {
            readChunks(body);
        } else {
            read(length, body);
        }
        return status;
    }

    private void readChunks(OutputStream body) throws IOException {
        int length = Integer.parseInt(line(), 16);
        while (length > 0) {
            read(length, body);
            line();
            length = Integer.parseInt(line(), 16);
        }
        line();
    }

    private void read(long length, OutputStream body) throws IOException {
        long left = length;
        while (left > 0) {
            if (at == filled) {
                fill();
            }
            int available = (int) Math.min(left, filled - at);
            body.write(buffer, at, available);
            at += available;
            left -= available;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (at == filled) {
                fill();
            }
            char c = (char) (buffer[at++] & 0xff);
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append(c);
            }
        }
    }

    private void fill() throws IOException {
        filled = in.read(buffer);
        at = 0;
        if (filled < 0) {
            filled = 0;
            throw new EOFException("the service has closed the connection");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
