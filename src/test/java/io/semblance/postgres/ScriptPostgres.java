package io.semblance.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server of the project's own script, from the packages of the distribution. */
final class ScriptPostgres implements PostgresInstance {

    private static final String SCRIPT = "db/test-postgres";

    private final Path folder;
    private final PostgresAccess access;

    private ScriptPostgres(Path folder, PostgresAccess access) {
        this.folder = folder;
        this.access = access;
    }

    /**
     * Starts a new one, which ends with this JVM at the latest.
     *
     * @throws PostgresUnavailableException with the script's last line, which says what is missing
     */
    static ScriptPostgres start(boolean durable) {
        try {
            Path folder = Files.createTempDirectory("semblance-postgres-");
            String owner = Long.toString(ProcessHandle.current().pid());
            Map<String, String> said = new HashMap<>();
            for (String line : run(durable, "up", folder.toString(), owner)) {
                String[] variable = line.split("=", 2);
                if (variable.length == 2) {
                    said.put(variable[0], variable[1]);
                }
            }
            return new ScriptPostgres(folder, PostgresAccess.of(said).orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> run(boolean durable, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(SCRIPT).toAbsolutePath().toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TEST_PG_DURABLE", durable ? "1" : "");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            List<String> lines = output.lines().toList();
            if (process.waitFor() != 0) {
                throw new PostgresUnavailableException(
                        lines.isEmpty() ? SCRIPT + " failed" : lines.getLast());
            }
            return lines;
        } catch (IOException e) {
            throw new PostgresUnavailableException("cannot run " + SCRIPT + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + SCRIPT + " ran", e);
        }
    }

    @Override
    public PostgresAccess access() {
        return access;
    }

    @Override
    public void kill() {
        run(true, "kill", folder.toString());
    }

    @Override
    public void restart() {
        run(true, "restart", folder.toString());
    }

    @Override
    public void close() {
        run(true, "down", folder.toString());
    }

    @Override
    public String toString() {
        return SCRIPT + ", " + access.url();
    }
}
