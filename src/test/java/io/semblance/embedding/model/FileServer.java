package io.semblance.embedding.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of files over HTTP/1.1 on a local port, which also stalls and breaks off. */
public final class FileServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();

    /** Bytes to send, and whether the connection ends then or is silent. */
    private record Answer(String bytes, boolean ends) {}

    public FileServer() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("file-server").start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Answers requests for a path from now on. */
    public void answer(String path, String status, String headers, String body) {
        answers.put(
                path,
                new Answer(
                        "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s"
                                .formatted(status, body.length(), headers, body),
                        true));
    }

    /** Sends less than it says, and then ends or is silent. */
    public void answerPart(String path, String body, int length, boolean ends) {
        answers.put(
                path,
                new Answer(
                        "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(length, body),
                        ends));
    }

    /** Accepts requests for a path and says nothing. */
    public void ignore(String path) {
        answers.put(path, new Answer("", false));
    }

    public boolean hasRequests() {
        return requests.get() > 0;
    }

    public int requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket socket) {
        try {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            String path = in.readLine().split(" ", -1)[1];
            while (!in.readLine().isEmpty()) {
                // Headers are of no interest.
            }
            Answer answer = answers.get(path);
            if (answer == null) {
                socket.close();
                return;
            }
            OutputStream out = socket.getOutputStream();
            out.write(answer.bytes().getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            requests.incrementAndGet();
            if (answer.ends()) {
                socket.close();
            }
        } catch (IOException e) {
            // The client has gone.
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
