package io.semblance.web;

import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A client that writes its requests byte by byte and may leave at any moment. */
public final class RawConnection implements AutoCloseable {

    /** Longer than any answer takes. */
    private static final int MAX_SILENCE_MILLIS = 120_000;

    private final Socket socket;
    private final BufferedReader in;

    public RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(MAX_SILENCE_MILLIS);
        in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** Sends a request with a body of a length that is known; headers end with a line break. */
    public void post(String path, String headers, String body) throws IOException {
        begin(path, headers + "Content-Length: %d\r\n".formatted(body.length()));
        send(body);
    }

    /** Sends all of a request but its body. */
    public void begin(String path, String headers) throws IOException {
        send(
                "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s\r\n"
                        .formatted(path, headers));
    }

    /** ASCII. */
    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** An answer; names of headers in lower case. */
    public record Answer(int status, Map<String, String> headers, String body) {

        public JsonNode json() {
            return Service.JSON.readTree(body);
        }
    }

    /** Reads the next answer. */
    public Answer answer() throws IOException {
        // HTTP/1.1 200
        int status = Integer.parseInt(in.readLine().substring(9, 12));
        Map<String, String> headers = new HashMap<>();
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Answer(
                status,
                headers,
                headers.containsKey("transfer-encoding")
                        ? chunks()
                        : read(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        String chunk;
        do {
            chunk = read(Integer.parseInt(in.readLine(), 16));
            body.append(chunk);
            in.readLine();
        } while (!chunk.isEmpty());
        return body.toString();
    }

    private String read(int length) throws IOException {
        char[] characters = new char[length];
        int read = 0;
        while (read < length) {
            int more = in.read(characters, read, length - read);
            if (more < 0) {
                throw new EOFException("%d of %d bytes".formatted(read, length));
            }
            read += more;
        }
        return new String(characters);
    }

    /** Says that nothing more will be sent, and still listens. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
