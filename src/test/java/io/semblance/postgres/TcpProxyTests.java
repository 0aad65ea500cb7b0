package io.semblance.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

class TcpProxyTests {

    /** How long to listen for what must not come: longer finds more, but never fails wrongly. */
    private static final int SILENCE_MILLIS = 50;

    /** How long to wait for what must come, before the test fails. */
    private static final int PATIENCE_MILLIS = 60_000;

    private ServerSocket echo;
    private Thread acceptor;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = LocalPorts.listen();
        acceptor = Thread.ofVirtual().start(this::accept);
        proxy = new TcpProxy((InetSocketAddress) echo.getLocalSocketAddress());
    }

    private void accept() {
        try {
            while (true) {
                Socket accepted = echo.accept();
                Thread.ofVirtual().start(() -> answer(accepted));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    /** Says everything again, until the other side has no more to say. */
    private static void answer(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The connection was cut.
        }
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        stopEcho();
    }

    private void stopEcho() throws Exception {
        echo.close();
        // Until its thread has left it, a closed socket still accepts.
        acceptor.join();
    }

    @Test
    void passesBytesBothWaysAndTheEndToo() throws IOException {
        byte[] sent = new byte[300_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31);
        }
        try (Socket socket = connect()) {
            Thread.ofVirtual().start(() -> send(socket, sent));
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
        }
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            // The reader sees it.
        }
    }

    @Test
    void delayedBytesArriveWhenItHeals() throws IOException {
        try (Socket socket = connect()) {
            assertEchoes(socket);
            proxy.delay(Duration.ofDays(1));
            socket.getOutputStream().write(7);
            assertSilent(socket);
            proxy.heal();
            assertThat(socket.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void shortDelayOnlyDelays() throws IOException {
        proxy.delay(Duration.ofMillis(1));
        try (Socket socket = connect()) {
            assertEchoes(socket);
        }
    }

    @Test
    void stalledProxyAcceptsAndPassesNothingUntilItHeals() throws IOException {
        try (Socket before = connect()) {
            assertEchoes(before);
            proxy.stall();
            try (Socket meanwhile = connect()) {
                before.getOutputStream().write(7);
                meanwhile.getOutputStream().write(8);
                assertSilent(before);
                assertSilent(meanwhile);
                proxy.heal();
                assertThat(before.getInputStream().read()).isEqualTo(7);
                assertThat(meanwhile.getInputStream().read()).isEqualTo(8);
            }
        }
    }

    @Test
    void cutEndsPresentConnectionsOnly() throws IOException {
        try (Socket cut = connect()) {
            assertEchoes(cut);
            proxy.cut();
            assertThatThrownBy(() -> cut.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
            assertThat(proxy.connections()).isZero();
        }
        try (Socket later = connect()) {
            assertEchoes(later);
        }
    }

    @Test
    void cutOfStalledConnectionLosesWhatItHeld() throws IOException {
        try (Socket socket = connect()) {
            assertEchoes(socket);
            proxy.stall();
            socket.getOutputStream().write(7);
            proxy.cut();
            proxy.heal();
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void refusesNewConnectionsOnlyAndHealsOnTheSamePort() throws IOException {
        try (Socket present = connect()) {
            assertEchoes(present);
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertEchoes(present);
            proxy.heal();
            try (Socket later = connect()) {
                assertEchoes(later);
            }
            assertEchoes(present);
        }
    }

    @Test
    void targetThatRefusesIsSeenAsReset() throws Exception {
        stopEcho();
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(proxy.address().getAddress(), proxy.address().getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static void assertEchoes(Socket socket) throws IOException {
        socket.getOutputStream().write(42);
        assertThat(socket.getInputStream().read()).isEqualTo(42);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }
}
