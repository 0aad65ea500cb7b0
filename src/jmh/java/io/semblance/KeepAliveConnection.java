package io.semblance;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A connection that sends requests made before and takes their answers off the line without parsing
 * them: a client that shares the processors with the service and costs it next to nothing. Not
 * thread-safe.
 */
public final class KeepAliveConnection implements AutoCloseable {

    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final Socket socket;
    private final InputStream in;
    private byte[] answer = new byte[1 << 20];
    private int length;

    /** Connects to a port of this machine. */
    public KeepAliveConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** A request with a JSON body, as it goes over the line. */
    public static byte[] post(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] head =
                "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /**
     * Sends a request and reads its answer to the end.
     *
     * @return the answer's status
     */
    public int exchange(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        length = 0;
        int bodyAt = -1;
        while (bodyAt < 0) {
            int from = Math.max(0, length - HEAD_END.length);
            read();
            bodyAt = after(HEAD_END, from);
        }
        String head = new String(answer, 0, bodyAt, StandardCharsets.US_ASCII);
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
        if (at >= 0) {
            int from = head.indexOf(':', at) + 1;
            int size = Integer.parseInt(head.substring(from, head.indexOf("\r\n", from)).strip());
            while (length < bodyAt + size) {
                read();
            }
        } else {
            while (!endsWithLastChunk()) {
                read();
            }
        }
        return Integer.parseInt(head.substring(STATUS_AT, STATUS_AT + 3));
    }

    /** The last answer, head and body as they came. */
    public String answer() {
        return new String(answer, 0, length, StandardCharsets.UTF_8);
    }

    private void read() throws IOException {
        if (length == answer.length) {
            answer = Arrays.copyOf(answer, 2 * length);
        }
        int read = in.read(answer, length, answer.length - length);
        if (read < 0) {
            throw new EOFException("the service closed the connection: " + answer());
        }
        length += read;
    }

    private int after(byte[] mark, int from) {
        for (int i = from; i <= length - mark.length; i++) {
            if (matches(mark, i)) {
                return i + mark.length;
            }
        }
        return -1;
    }

    private boolean endsWithLastChunk() {
        return length >= LAST_CHUNK.length && matches(LAST_CHUNK, length - LAST_CHUNK.length);
    }

    private boolean matches(byte[] mark, int at) {
        for (int i = 0; i < mark.length; i++) {
            if (answer[at + i] != mark[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
