package io.semblance.postgres;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that stay free when nobody listens on them for a moment: below those which the system gives
 * to outgoing connections.
 */
final class LocalPorts {

    private static final int FIRST = 20_000;
    private static final int END = 30_000;
    private static final int ATTEMPTS = 50;

    private LocalPorts() {}

    /** Listens on a free port of 127.0.0.1. */
    static ServerSocket listen() throws IOException {
        BindException last = new BindException("no attempt");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return listen(ThreadLocalRandom.current().nextInt(FIRST, END));
            } catch (BindException e) {
                last = e;
            }
        }
        throw last;
    }

    /** Listens on this port of 127.0.0.1. */
    static ServerSocket listen(int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return listener;
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }
}
