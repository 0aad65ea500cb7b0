package io.semblance.postgres;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A pooler in transaction mode, as PgBouncer has it: a client's login goes to a server connection
 * of its own, and after that each of its transactions gets one of those that are idle. Thread-safe.
 */
public final class TransactionPooler implements AutoCloseable {

    /** Which of the idle server connections a transaction gets. */
    public enum Order {
        /** The one that was used last, as PgBouncer does by default. */
        LAST,
        /** One after the other: PgBouncer's {@code server_round_robin}. */
        ROUND_ROBIN
    }

    /** The major version of the protocol, which a startup message has in its first half. */
    private static final int PROTOCOL = 3;

    private final InetSocketAddress target;
    private final Order order;
    private final ServerSocket listener;
    private final Deque<Server> idle = new ArrayDeque<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** Begins to listen on a free local port. */
    public TransactionPooler(InetSocketAddress target, Order order) {
        this.target = target;
        this.order = order;
        try {
            listener = LocalPorts.listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("pooler-accept").start(this::accept);
    }

    /** Where to connect to. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private record Server(Socket socket, DataInputStream in, OutputStream out) {}

    /** A message of the protocol: its type, and its length and content as they are. */
    private static final class Message {

        private final int type;
        private final byte[] bytes;

        private Message(int type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
        }

        static Message read(DataInputStream in) throws IOException {
            int type = in.readUnsignedByte();
            int length = in.readInt();
            byte[] bytes = ByteBuffer.allocate(length).putInt(length).array();
            in.readFully(bytes, 4, length - 4);
            return new Message(type, bytes);
        }

        void write(OutputStream out) throws IOException {
            byte[] whole = new byte[bytes.length + 1];
            whole[0] = (byte) type;
            System.arraycopy(bytes, 0, whole, 1, bytes.length);
            out.write(whole);
        }

        boolean isReadyForQuery() {
            return type == 'Z';
        }

        boolean isIdle() {
            return isReadyForQuery() && bytes[4] == 'I';
        }

        /** Sync or Query: the server answers with ReadyForQuery. */
        boolean endsRequest() {
            return type == 'S' || type == 'Q';
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().name("pooler-client").start(() -> serve(client));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            login(in, out);
            while (true) {
                Message first = Message.read(in);
                if (first.type == 'X') {
                    return;
                }
                Server server = take();
                transaction(first, in, out, server);
                giveBack(server);
            }
        } catch (EOFException e) {
            // The client has closed its connection.
        } catch (IOException e) {
            // One side was cut.
        }
    }

    /** The client logs in at a new server connection, which is idle after that. */
    private void login(DataInputStream in, OutputStream out) throws IOException {
        Socket socket = new Socket(target.getAddress(), target.getPort());
        sockets.add(socket);
        Server server =
                new Server(
                        socket,
                        new DataInputStream(socket.getInputStream()),
                        socket.getOutputStream());
        server.out().write(startup(in, out));
        while (true) {
            Message answer = Message.read(server.in());
            answer.write(out);
            if (answer.isReadyForQuery()) {
                giveBack(server);
                return;
            }
            if (answer.type == 'R' && asksForAnAnswer(answer)) {
                Message.read(in).write(server.out());
            }
        }
    }

    /** The startup message, after requests for encryption, which are refused. */
    private static byte[] startup(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int length = in.readInt();
            int code = in.readInt();
            byte[] rest = in.readNBytes(length - 8);
            if (code >> 16 == PROTOCOL) {
                return ByteBuffer.allocate(length).putInt(length).putInt(code).put(rest).array();
            }
            out.write('N');
        }
    }

    /** Authentication that is neither done (0) nor the last message of SCRAM (12). */
    private static boolean asksForAnAnswer(Message authentication) {
        int kind = authentication.bytes[7];
        return kind != 0 && kind != 12;
    }

    /** Passes messages on until the server is outside of a transaction. */
    private static void transaction(
            Message first, DataInputStream in, OutputStream out, Server server) throws IOException {
        Message request = first;
        while (true) {
            request.write(server.out());
            if (request.endsRequest()) {
                Message answer = Message.read(server.in());
                while (!answer.isReadyForQuery()) {
                    answer.write(out);
                    answer = Message.read(server.in());
                }
                answer.write(out);
                if (answer.isIdle()) {
                    return;
                }
            }
            request = Message.read(in);
        }
    }

    private Server take() throws IOException {
        synchronized (idle) {
            Server server = order == Order.LAST ? idle.pollLast() : idle.pollFirst();
            if (server == null) {
                throw new IOException("no server connection is idle");
            }
            return server;
        }
    }

    private void giveBack(Server server) {
        synchronized (idle) {
            idle.addLast(server);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
