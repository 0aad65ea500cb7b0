package io.semblance.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One connection through a proxy: two sockets and a thread for each direction. */
final class ProxiedConnection {

    private static final int CHUNK_BYTES = 64 << 10;

    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress target;
    private final Gate gate;
    private final Consumer<ProxiedConnection> whenEnded;
    private final AtomicInteger directions = new AtomicInteger(2);
    private final Thread forth = Thread.ofVirtual().name("proxy-forth").unstarted(this::forth);
    private final Thread back = Thread.ofVirtual().name("proxy-back").unstarted(this::back);

    ProxiedConnection(
            Socket client,
            InetSocketAddress target,
            Gate gate,
            Consumer<ProxiedConnection> whenEnded) {
        this.client = client;
        this.target = target;
        this.gate = gate;
        this.whenEnded = whenEnded;
    }

    void start() {
        forth.start();
    }

    private void forth() {
        try {
            gate.pass();
            server.connect(target);
            back.start();
            copy(client, server);
        } catch (IOException | InterruptedException e) {
            cut();
        }
    }

    private void back() {
        try {
            copy(server, client);
        } catch (IOException | InterruptedException e) {
            cut();
        }
    }

    /** Until one side has no more to say, of which it tells the other. */
    private void copy(Socket from, Socket to) throws IOException, InterruptedException {
        from.setTcpNoDelay(true);
        byte[] chunk = new byte[CHUNK_BYTES];
        int length = from.getInputStream().read(chunk);
        while (length >= 0) {
            gate.pass();
            to.getOutputStream().write(chunk, 0, length);
            length = from.getInputStream().read(chunk);
        }
        gate.pass();
        to.shutdownOutput();
        if (directions.decrementAndGet() == 0) {
            end();
        }
    }

    /** Ends it by a reset on both sides. */
    void cut() {
        for (Socket each : new Socket[] {client, server}) {
            try {
                // To linger for no time is to reset.
                each.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is closed already.
            }
        }
        end();
    }

    private void end() {
        forth.interrupt();
        back.interrupt();
        try {
            client.close();
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            whenEnded.accept(this);
        }
    }
}
