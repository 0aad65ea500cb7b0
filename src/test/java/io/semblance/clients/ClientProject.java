package io.semblance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A folder of {@code src/test/clients}, copied to {@code target/clients} so that what is installed
 * and generated lies beside it.
 */
final class ClientProject {

    /** Of one command: an installation over a slow network takes the longest. */
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final Path folder;

    private ClientProject(Path folder) {
        this.folder = folder;
    }

    /**
     * Copies a project; the tests that share it run at the same time. On a machine that lacks what
     * it needs, its tests are left out, which is said in one line; in CI they fail.
     *
     * @param command that a machine must have
     * @param needs what brings it, and where that is from
     */
    static synchronized ClientProject of(String name, String command, String needs)
            throws IOException {
        require(command, needs);
        Path source = Path.of("src/test/clients", name);
        Path folder = Path.of("target/clients", name);
        Files.createDirectories(folder);
        try (var files = Files.list(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(file.getFileName());
                if (!Files.exists(copy) || Files.mismatch(file, copy) >= 0) {
                    Files.write(copy, Files.readAllBytes(file));
                }
            }
        }
        return new ClientProject(folder);
    }

    private static void require(String command, String needs) {
        try {
            new ProcessBuilder(command, "--version").start().destroy();
        } catch (IOException e) {
            String message =
                    "left out, since there is no %s on this machine: these tests need %s"
                            .formatted(command, needs);
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(message, e);
            }
            System.out.println(message);
            throw new TestAbortedException(message, e);
        }
    }

    /** A file of it. */
    Path file(String name) {
        return folder.resolve(name).toAbsolutePath();
    }

    /** Runs a command in it, against a service; fails with all that it printed if it fails. */
    void run(BuiltService service, String... command) throws InterruptedException {
        run(Map.of("SEMBLANCE_URL", service.url()), command);
    }

    /** Runs a command in it; fails with all that it printed if it fails. */
    void run(Map<String, String> environment, String... command) throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command))
                        .directory(folder.toFile())
                        .redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture.delayedExecutor(LIMIT.toMinutes(), TimeUnit.MINUTES)
                    .execute(process::destroyForcibly);
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("%s (which may take %s)%n%s", String.join(" ", command), LIMIT, output)
                    .isZero();
            System.out.print(summary(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its last lines. */
    private static String summary(String output) {
        List<String> lines = new ArrayList<>(output.lines().toList());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()))
                + "\n";
    }
}
