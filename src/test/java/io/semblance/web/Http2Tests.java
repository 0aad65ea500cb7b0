package io.semblance.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP/2 without TLS, byte by byte (RFC 9113; header fields by RFC 7541 without a table). */
class Http2Tests extends HttpTests {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    /** ":status: 200" of the static table. */
    private static final String STATUS_200 = "\u0088";

    private static final String BODY = "{\"inputs\":\"hello\"}";

    /**
     * A frame.
     *
     * @param payload a character a byte
     */
    private record Frame(int type, int flags, String payload) {}

    @Test
    void answersThoseWhoBeginInHttp2() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            // Tomcat wants to see the whole preface at once.
            var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            var in = new DataInputStream(socket.getInputStream());
            out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            send(out, new Frame(SETTINGS, 0, ""), 0);
            // :method POST and :scheme http of the static table; then names of it with values.
            String fields =
                    "\u0083\u0086"
                            + field(4, "/embed")
                            + field(1, "localhost")
                            + literal(31, "application/json");
            send(out, new Frame(HEADERS, END_HEADERS, fields), 1);
            send(out, new Frame(DATA, END_STREAM, BODY), 1);
            out.flush();

            Frame headers = next(in, HEADERS);
            StringBuilder body = new StringBuilder();
            Frame data;
            do {
                data = next(in, DATA);
                body.append(data.payload());
            } while ((data.flags() & END_STREAM) == 0);

            assertThat(headers.payload()).contains(STATUS_200);
            assertThat(body.toString()).isEqualTo(service.post("/embed", BODY).body());
        }
    }

    @Test
    void nobodyIsUpgradedOnTheWay() throws IOException {
        String body = "{\"inputs\":\"%s\"}".formatted("word ".repeat(2_000));
        try (RawConnection client = new RawConnection(port)) {
            client.post(
                    "/embed",
                    String.join(
                            "\r\n",
                            "Connection: Upgrade, HTTP2-Settings",
                            "Upgrade: h2c",
                            "HTTP2-Settings: AAMAAABkAAQAAP__",
                            ""),
                    body);

            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    /** The field whose name is the static table's entry of this number, below 15. */
    private static String field(int name, String value) {
        return (char) name + "" + (char) value.length() + value;
    }

    /** The same for numbers from 15 on. */
    private static String literal(int name, String value) {
        return "\u000f" + field(name - 15, value);
    }

    private static void send(DataOutputStream out, Frame frame, int stream) throws IOException {
        out.writeByte(0);
        out.writeShort(frame.payload().length());
        out.writeByte(frame.type());
        out.writeByte(frame.flags());
        out.writeInt(stream);
        out.write(frame.payload().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next frame of a type; others, which none of this needs, are passed over. */
    private static Frame next(DataInputStream in, int type) throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int found = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            in.readInt();
            String payload = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            assertThat(found).as(payload).isNotEqualTo(GOAWAY);
            if (found == type) {
                return new Frame(found, flags, payload);
            }
        }
    }
}
