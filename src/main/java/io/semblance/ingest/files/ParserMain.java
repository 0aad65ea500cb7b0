package io.semblance.ingest.files;

import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The entry point of a parser's process: reads requests from its input and writes replies to its
 * output. It ends when its input ends, also while it parses: so it never outlives the service.
 */
final class ParserMain {

    /** Parsers call themselves for nested content; beyond this depth a file is refused. */
    private static final long STACK_BYTES = 8L << 20;

    private static final Set<String> NETWORK = Set.of("http", "https", "ftp");

    private final DataInputStream requests;
    private final DataOutputStream replies;
    private final FileParser parser = new FileParser();

    private ParserMain(DataInputStream requests, DataOutputStream replies) {
        this.requests = requests;
        this.replies = replies;
    }

    /** Starts the parser; it has no arguments. */
    public static void main(String[] args) {
        var replies = new DataOutputStream(new BufferedOutputStream(out()));
        var requests =
                new DataInputStream(
                        new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
        // A library that prints must not write into the replies.
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        System.setOut(nowhere);
        System.setErr(nowhere);
        refuseNetwork();
        preferToBeKilled();
        int status = 0;
        try {
            new ParserMain(requests, replies).run();
        } catch (IOException e) {
            // The service has ended, or no longer reads the replies.
            status = 1;
        }
        deleteTemporaryFiles();
        Runtime.getRuntime().halt(status);
    }

    private static OutputStream out() {
        return new FileOutputStream(FileDescriptor.out);
    }

    private void run() throws IOException {
        replies.writeByte(ParseReply.READY);
        replies.flush();
        Executor thread =
                task ->
                        Thread.ofPlatform()
                                .daemon()
                                .name("parser")
                                .stackSize(STACK_BYTES)
                                .start(task);
        while (true) {
            ParseRequest request = ParseRequest.readFrom(requests);
            var _ =
                    CompletableFuture.supplyAsync(() -> parser.parse(request), thread)
                            .handle(ParserMain::reply)
                            .thenAccept(this::send);
        }
    }

    private static ParseReply reply(@Nullable ParseReply parsed, @Nullable Throwable failure) {
        return parsed != null ? parsed : ParseFailure.of(failure).reply();
    }

    private void send(ParseReply reply) {
        try {
            reply.writeTo(replies);
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    /** Files may name external parts; none is ever fetched. */
    private static void refuseNetwork() {
        URL.setURLStreamHandlerFactory(
                protocol -> NETWORK.contains(protocol) ? new RefusingHandler() : null);
    }

    /** Refuses to open a connection. */
    private static final class RefusingHandler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            throw new IOException("a parser has no network: " + url.getProtocol());
        }
    }

    /** If the machine runs out of memory, Linux ends the parser and not the service. */
    private static void preferToBeKilled() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "500");
        } catch (IOException e) {
            // Not on Linux, or not allowed: then the kernel chooses by size.
            return;
        }
    }

    private static void deleteTemporaryFiles() {
        try {
            var _ =
                    FileSystemUtils.deleteRecursively(
                            Path.of(System.getProperty("java.io.tmpdir")));
        } catch (IOException e) {
            // The service deletes the folder too.
            return;
        }
    }
}
