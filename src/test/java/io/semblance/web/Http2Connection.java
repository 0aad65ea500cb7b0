package io.semblance.web;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A client of HTTP/2, frame by frame (RFC 9113; header fields by RFC 7541 without a table). In a
 * payload each character is a byte.
 */
public final class Http2Connection implements AutoCloseable {

    public static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    public static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    /** ":status: 200" of the static table. */
    private static final char STATUS_200 = '\u0088';

    /** The number of ":status" in it, followed by a value that is not in it. */
    private static final int STATUS = 8;

    private static final int MAX_SILENCE_MILLIS = 60_000;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final boolean tls;
    private int lastStream = -1;

    /** A frame. */
    public record Frame(int type, int flags, int stream, String payload) {}

    /** A response. */
    public record Answer(int status, String body) {}

    private Http2Connection(Socket socket, boolean tls) throws IOException {
        this.socket = socket;
        this.tls = tls;
        socket.setSoTimeout(MAX_SILENCE_MILLIS);
        socket.setTcpNoDelay(true);
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        in = new DataInputStream(socket.getInputStream());
        // Tomcat wants to see the whole preface at once.
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        // SETTINGS_HEADER_TABLE_SIZE 0: no field refers to one of an earlier response.
        send(new Frame(SETTINGS, 0, 0, "\0\1\0\0\0\0"));
        // Room for every response.
        send(new Frame(WINDOW_UPDATE, 0, 0, "\u007f\0\0\0"));
        flush();
    }

    public static Http2Connection clear(int port) throws IOException {
        return new Http2Connection(new Socket(InetAddress.getLoopbackAddress(), port), false);
    }

    /** Over TLS, with any certificate. */
    public static Http2Connection tls(int port) throws IOException, GeneralSecurityException {
        return new Http2Connection(tlsSocket(port, "h2"), true);
    }

    /** A TLS connection that agreed on a protocol. */
    public static SSLSocket tlsSocket(int port, String protocol)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), port);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Sends the header of a POST with JSON; its stream. */
    public int post(String path) throws IOException {
        return headers(path, 0);
    }

    /** Sends a header; more fields than the usual ones end it. */
    public int headers(String path, int flags, String... fields) throws IOException {
        lastStream += 2;
        StringBuilder block = new StringBuilder();
        // :method POST, or GET where there is no body, and :scheme of the static table
        block.append((flags & END_STREAM) == 0 ? '\u0083' : '\u0082')
                .append(tls ? '\u0087' : '\u0086');
        block.append('\u0004').append(string(path)).append('\u0001').append(string("localhost"));
        block.append('\u000f').append('\u0010').append(string("application/json"));
        for (int i = 0; i < fields.length; i += 2) {
            block.append('\0').append(string(fields[i])).append(string(fields[i + 1]));
        }
        send(new Frame(HEADERS, flags | END_HEADERS, lastStream, block.toString()));
        return lastStream;
    }

    /** A string literal with its length as an integer of a prefix of 7 bits. */
    private static String string(String value) {
        StringBuilder text = new StringBuilder();
        int length = value.length();
        if (length < 127) {
            text.append((char) length);
        } else {
            text.append((char) 127);
            int rest = length - 127;
            for (; rest >= 128; rest >>= 7) {
                text.append((char) ((rest & 127) | 128));
            }
            text.append((char) rest);
        }
        return text.append(value).toString();
    }

    public void data(int stream, String bytes, int flags) throws IOException {
        send(new Frame(DATA, flags, stream, bytes));
    }

    public void reset(int stream) throws IOException {
        send(new Frame(RST_STREAM, 0, stream, "\0\0\0\u0008"));
    }

    public void send(Frame frame) throws IOException {
        out.writeByte(frame.payload().length() >> 16);
        out.writeShort(frame.payload().length());
        out.writeByte(frame.type());
        out.writeByte(frame.flags());
        out.writeInt(frame.stream());
        out.write(frame.payload().getBytes(StandardCharsets.ISO_8859_1));
    }

    public void flush() throws IOException {
        out.flush();
    }

    /** The next frame. */
    Frame next() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(
                type,
                flags,
                stream,
                new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }

    /** The answer on one stream. */
    public Answer answer(int stream) throws IOException {
        return Objects.requireNonNull(answers(List.of(stream)).get(stream));
    }

    /** Reads the responses of these streams, and answers pings meanwhile. */
    public Map<Integer, Answer> answers(List<Integer> streams) throws IOException {
        Map<Integer, Integer> statuses = new HashMap<>();
        Map<Integer, StringBuilder> bodies = new HashMap<>();
        Set<Integer> open = new HashSet<>(streams);
        while (!open.isEmpty()) {
            Frame frame = next();
            switch (frame.type()) {
                case GOAWAY -> throw new IOException("ended: " + frame);
                case RST_STREAM -> requireNoError(frame, open);
                case HEADERS -> statuses.put(frame.stream(), status(frame.payload()));
                case DATA ->
                        bodies.computeIfAbsent(frame.stream(), _ -> new StringBuilder())
                                .append(frame.payload());
                case PING -> pong(frame);
                default -> {
                    // none of this needs it
                }
            }
            if ((frame.type() == HEADERS || frame.type() == DATA)
                    && (frame.flags() & END_STREAM) != 0) {
                open.remove(frame.stream());
            }
        }
        Map<Integer, Answer> answers = new HashMap<>();
        for (int stream : streams) {
            String body = bodies.getOrDefault(stream, new StringBuilder()).toString();
            answers.put(stream, new Answer(statuses.getOrDefault(stream, 0), body));
        }
        return answers;
    }

    /**
     * After a response before the end of the body, a server may say that it wants no more of it.
     */
    private static void requireNoError(Frame reset, Set<Integer> open) throws IOException {
        if (open.contains(reset.stream()) && !reset.payload().equals("\0\0\0\0")) {
            throw new IOException("ended: " + reset);
        }
    }

    private void pong(Frame ping) throws IOException {
        if ((ping.flags() & ACK) == 0) {
            send(new Frame(PING, ACK, 0, ping.payload()));
            flush();
        }
    }

    private static int status(String fields) {
        String block = withoutTableSize(fields);
        if (block.charAt(0) == STATUS_200) {
            return 200;
        }
        // Other statuses of the static table have numbers of their own.
        Map<Character, Integer> known = Map.of('\u008c', 400, '\u008d', 404, '\u008e', 500);
        Integer one = known.get(block.charAt(0));
        if (one != null) {
            return one;
        }
        if ((block.charAt(0) & 15) != STATUS) {
            throw new IllegalStateException("no status: " + block);
        }
        boolean huffman = block.charAt(1) >= 128;
        int length = block.charAt(1) & 127;
        String value = block.substring(2, 2 + length);
        return Integer.parseInt(huffman ? digits(value) : value);
    }

    /** A block may begin with changes of the table's size: 001 and an integer of 5 bits. */
    private static String withoutTableSize(String block) {
        int start = 0;
        while (block.charAt(start) >> 5 == 1) {
            boolean more = (block.charAt(start) & 31) == 31;
            start++;
            while (more) {
                more = block.charAt(start) >= 128;
                start++;
            }
        }
        return block.substring(start);
    }

    /** Huffman codes of digits alone: "0" to "2" have 5 bits, the others 6. */
    private static String digits(String bytes) {
        Queue<Integer> bits = new ArrayDeque<>();
        bytes.chars()
                .forEach(each -> {
                    for (int i = 7; i >= 0; i--) {
                        bits.add((each >> i) & 1);
                    }
                });
        StringBuilder text = new StringBuilder();
        while (bits.size() >= 5 && text.length() < 3) {
            int code = 0;
            for (int i = 0; i < 5; i++) {
                code = code << 1 | bits.remove();
            }
            if (code > 2) {
                code = (code << 1 | bits.remove()) - 0x19 + 3;
            }
            text.append(code);
        }
        return text.toString();
    }

    /** Reads until the server ends the connection; the payload of its GOAWAY, or empty. */
    public String end() {
        ByteArrayOutputStream goAway = new ByteArrayOutputStream();
        try {
            while (true) {
                Frame frame = next();
                if (frame.type() == GOAWAY) {
                    goAway.writeBytes(frame.payload().getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new java.io.UncheckedIOException("the connection does not end", e);
        } catch (IOException e) {
            return goAway.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** Sends the same requests with their bodies as Python's client does, some at once. */
    public List<Answer> postAll(String path, String body, int requests, int atOnce)
            throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (int sent = 0; sent < requests; sent += atOnce) {
            List<Integer> streams = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                streams.add(post(path));
            }
            flush();
            for (int stream : streams) {
                if (!body.isEmpty()) {
                    data(stream, body, 0);
                    flush();
                }
                data(stream, "", END_STREAM);
                flush();
            }
            answers.addAll(answers(streams).values());
        }
        return answers;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class AnyCertificate implements X509TrustManager {

        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
            return new java.security.cert.X509Certificate[0];
        }
    }
}
