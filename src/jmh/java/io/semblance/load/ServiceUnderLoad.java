package io.semblance.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The service as its users start it: the executable jar in its own process. */
public final class ServiceUnderLoad implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Pattern COMMITTED = Pattern.compile("committed (\\d+)K");

    private final Process process;
    private final int port;
    private final Duration start;
    private final Path log;

    /**
     * Starts the service with the CPU's vector instructions for Lucene, and waits until it is
     * ready. Its data directory is new, except for the models and native libraries, which are
     * unpacked once.
     *
     * @param folder folder for data directories and the log
     * @param arguments properties, each {@code --name=value}
     */
    public ServiceUnderLoad(Path jar, Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        this(List.of("--add-modules", "jdk.incubator.vector"), jar, folder, arguments);
    }

    /**
     * Starts the service with options for the JVM, and waits until it is ready.
     *
     * @param options of the JVM
     */
    public ServiceUnderLoad(List<String> options, Path jar, Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        this.port = freePort();
        this.log = folder.resolve("service.log");
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(options);
        command.addAll(
                List.of(
                        "-jar",
                        jar.toString(),
                        "--server.port=" + port,
                        "--semblance.data-dir=" + dataDir(folder)));
        command.addAll(arguments);
        long startNanos = System.nanoTime();
        this.process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        awaitReady();
        this.start = Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Path dataDir(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path dataDir = Files.createTempDirectory(folder, "data-");
        for (String kept : new String[] {"models", "native"}) {
            Path shared = Files.createDirectories(folder.resolve(kept));
            Files.createSymbolicLink(dataDir.resolve(kept), shared);
        }
        return dataDir;
    }

    private void awaitReady() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.get("/actuator/health/readiness");
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady(request)) {
            if (!process.isAlive() || System.nanoTime() > endNanos) {
                process.destroyForcibly();
                throw new IOException("the service does not become ready; see " + log);
            }
            Thread.sleep(10);
        }
    }

    private boolean isReady(HttpRequest request) {
        try (HttpConnection connection = new HttpConnection(port)) {
            return connection.send(request) == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The port on which it listens. */
    public int port() {
        return port;
    }

    /** The time from the start of its process until it was ready. */
    public Duration start() {
        return start;
    }

    /** CPU time since its start in nanoseconds. */
    public long cpuNanos() {
        return process.toHandle().info().totalCpuDuration().orElseThrow().toNanos();
    }

    /** Resident memory in kilobytes. */
    public long residentKilobytes() {
        return memory("VmRSS:");
    }

    /**
     * Resident memory in kilobytes that is not mapped from a file: heap, native allocations,
     * stacks.
     */
    public long anonymousKilobytes() {
        return memory("RssAnon:");
    }

    private long memory(String field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            String line = lines.filter(l -> l.startsWith(field)).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("[^0-9]", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Committed Java heap in kilobytes. */
    public long heapKilobytes() throws IOException, InterruptedException {
        String info = jcmd("GC.heap_info");
        Matcher committed = COMMITTED.matcher(info);
        if (!committed.find()) {
            throw new IOException("jcmd does not report the size of the heap: " + info);
        }
        return Long.parseLong(committed.group(1));
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Path java =
                Path.of(ProcessHandle.current().info().command().orElseThrow()).toAbsolutePath();
        Process jcmd =
                new ProcessBuilder(
                                Objects.requireNonNull(java.getParent()).resolve("jcmd").toString(),
                                String.valueOf(process.pid()),
                                command)
                        .redirectErrorStream(true)
                        .start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return output;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
