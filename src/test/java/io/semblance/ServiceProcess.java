package io.semblance;

import io.semblance.web.Service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service in a process of its own, which can be killed. */
final class ServiceProcess implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final StringBuilder output = new StringBuilder();
    private final Thread reader;

    /**
     * Begins to start it, on a free port.
     *
     * @param data its data directory
     * @param options of the JVM
     */
    ServiceProcess(Path data, String... options) {
        this(Semblance.class, data, options);
    }

    /**
     * The same through another class.
     *
     * @param main what the process runs; it hands its arguments on
     */
    ServiceProcess(Class<?> main, Path data, String... options) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(options));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        "--server.port=0",
                        "--semblance.data-dir=" + data));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher started = STARTED.matcher(line);
                if (started.find()) {
                    port.complete(Integer.valueOf(started.group(1)));
                }
            }
        } catch (IOException e) {
            output.append(e);
        }
        port.completeExceptionally(new IllegalStateException(output.toString()));
    }

    /** The service, as soon as it listens; that is a moment before its readiness says UP. */
    Service service() {
        return new Service(port.join());
    }

    /** All that it printed, once it has ended. */
    String outputAtEnd() throws InterruptedException {
        reader.join();
        return output.toString();
    }

    /** Ends it at once, as kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
