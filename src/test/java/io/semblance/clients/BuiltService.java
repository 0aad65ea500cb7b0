package io.semblance.clients;

import io.semblance.Semblance;
import io.semblance.TestData;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The executable jar with no settings but a free port and a folder of its own. Without a jar, where
 * the tests are not run by Maven, it is the classes.
 */
final class BuiltService implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    /** After which it is ended: longer than all tests take. */
    private static final Duration LIMIT = Duration.ofMinutes(40);

    /** Where Maven has put the jar. */
    private static final @Nullable String JAR = System.getProperty("semblance.jar");

    private static @Nullable BuiltService shared;

    private final Process process;
    private final String url;

    private BuiltService(String... settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("--add-modules=jdk.incubator.vector");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Xmx1g");
        if (JAR != null) {
            command.addAll(List.of("-jar", JAR));
        } else {
            command.addAll(
                    List.of(
                            "-cp",
                            System.getProperty("java.class.path"),
                            Semblance.class.getName()));
        }
        command.add("--server.port=0");
        command.add("--semblance.data-dir=" + TestData.newDirectory());
        command.addAll(List.of(settings));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(LIMIT.toMinutes(), TimeUnit.MINUTES)
                .execute(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        url = "http://127.0.0.1:" + port(process);
    }

    /** One for all tests that leave it as they found it, or mind only what is theirs. */
    static synchronized BuiltService shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /**
     * Another one.
     *
     * @param settings as on the command line
     */
    static BuiltService start(String... settings) {
        try {
            return new BuiltService(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String port(Process process) throws IOException {
        BufferedReader lines = process.inputReader();
        StringBuilder output = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.append(line).append('\n');
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(each -> {}));
                return started.group(1);
            }
        }
        throw new IllegalStateException("the service did not start:\n" + output);
    }

    /** Where it listens. */
    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
