package io.semblance.load;

import io.semblance.peer.Contestant;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A contestant in a separate process. It waits for commands, and measures itself. */
public final class ContestantProcess implements AutoCloseable {

    private static final int BARE_BATCH_TOKENS = 512;

    private final String name;
    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;
    private final Path log;

    /**
     * Starts a contestant.
     *
     * @param log file for its output other than answers
     */
    public ContestantProcess(
            String name, String classPath, String main, Path log, List<String> arguments)
            throws IOException {
        this.name = name;
        this.log = log;
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                classPath,
                                main));
        command.addAll(arguments);
        Files.createDirectories(log.getParent());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.to(log.toFile()));
        // For peers that use DJL: nothing is downloaded or reported.
        builder.environment().put("OPT_OUT_TRACKING", "true");
        builder.environment().put("DJL_OFFLINE", "true");
        this.process = builder.start();
        this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** A contestant of this project, with the class path of this process. */
    public static ContestantProcess ours(String name, String main, Path log, List<String> arguments)
            throws IOException {
        return new ContestantProcess(
                name, System.getProperty("java.class.path"), main, log, arguments);
    }

    /** The bare loop on a graph, with batches of the size that was best for it. */
    public static ContestantProcess bareLoop(String name, Path onnx, Path tokenizer, Path dataDir)
            throws IOException {
        return ours(
                name,
                "io.semblance.embedding.onnx.BareLoopContestant",
                dataDir.resolve(name + ".log"),
                List.of(
                        onnx.toString(),
                        tokenizer.toString(),
                        String.valueOf(BARE_BATCH_TOKENS),
                        dataDir.toString()));
    }

    /** One ONNX Runtime session that uses all CPU cores for one text. */
    static ContestantProcess bareSession(String name, Path onnx, Path tokenizer, Path dataDir)
            throws IOException {
        return ours(
                name,
                "io.semblance.embedding.onnx.BareSessionContestant",
                dataDir.resolve(name + ".log"),
                List.of(onnx.toString(), tokenizer.toString(), dataDir.toString()));
    }

    /** A peer, built below {@code src/jmh/peers}. */
    public static ContestantProcess peer(
            String folder, String main, Path log, List<String> arguments) throws IOException {
        Path target = Path.of("src/jmh/peers", folder, "target").toAbsolutePath();
        if (!Files.isRegularFile(target.resolve("class-path"))) {
            throw new IllegalStateException(
                    "%s is not built; run mvn -q -f src/jmh/peers package".formatted(target));
        }
        String classPath =
                target.resolve("classes")
                        + File.pathSeparator
                        + Files.readString(target.resolve("class-path")).strip();
        return new ContestantProcess(folder, classPath, main, log, arguments);
    }

    /** The name of the contestant. */
    public String name() {
        return name;
    }

    /** Waits until it accepts commands. */
    public void awaitReady() throws IOException {
        answer();
    }

    /** Sends it the file of texts that {@link Texts#write} wrote. */
    public void texts(Path file) throws IOException {
        ask("texts " + file.toAbsolutePath());
    }

    /** The vector of one of its texts. */
    public double[] vector(int index) throws IOException {
        return Arrays.stream(ask("vector " + index).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Measures a number of callers that embed lists of a number of texts. */
    public Measurement run(int callers, int list, Duration duration) throws IOException {
        return Measurement.parse(ask("run %d %d %d".formatted(callers, list, duration.toMillis())));
    }

    private String ask(String command) throws IOException {
        commands.println(command);
        return answer();
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        while (line != null && !line.startsWith(Contestant.ANSWER)) {
            line = answers.readLine();
        }
        if (line == null) {
            throw new IOException("%s has ended; see %s".formatted(name, log));
        }
        return line.substring(Contestant.ANSWER.length());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
