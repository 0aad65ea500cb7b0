package io.semblance;

import java.io.IOException;
import java.net.Socket;

/** Runs the service and prints whenever anything in it makes a socket to call somebody with. */
final class SocketWatch {

    static final String SEEN = "a socket was made: ";

    private SocketWatch() {}

    // Deprecated, and the only way to see a connection that goes round the proxy settings.
    @SuppressWarnings("deprecation")
    public static void main(String[] args) throws IOException {
        Socket.setSocketImplFactory(() -> {
            System.err.println(SEEN + Thread.currentThread());
            throw new IllegalStateException(SEEN);
        });
        Semblance.main(args);
    }
}
