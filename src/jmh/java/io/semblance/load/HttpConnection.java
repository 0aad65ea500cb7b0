package io.semblance.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;

/**
 * A connection that stays open and costs next to nothing: it shares the processors with the service
 * that it measures. Of a response it reads the status and how long it is, and drops the rest. Not
 * thread-safe.
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
     * @param patience after which a read fails with {@link java.net.SocketTimeoutException}; zero
     *     for none
     */
    HttpConnection(int port, Duration patience) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        this.in = socket.getInputStream();
    }

    /** Sends a request, reads the response to its end and returns its status. */
    public int send(HttpRequest request) throws IOException {
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
            skipChunks();
        } else {
            skip(length);
        }
        return status;
    }

    private void skipChunks() throws IOException {
        int length = Integer.parseInt(line(), 16);
        while (length > 0) {
            skip(length);
            line();
            length = Integer.parseInt(line(), 16);
        }
        line();
    }

    private void skip(long length) throws IOException {
        long left = length;
        while (left > 0) {
            if (at == filled) {
                fill();
            }
            int skipped = (int) Math.min(left, filled - at);
            at += skipped;
            left -= skipped;
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
