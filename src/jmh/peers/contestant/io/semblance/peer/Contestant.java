package io.semblance.peer;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A contestant in its own process with its own class path: it reads one command per line, embeds,
 * and measures itself. All contestants run this code.
 *
 * <ul>
 *   <li>{@code texts FILE}: use these texts from now on; a line has the number of tokens, a tab,
 *       and the text;
 *   <li>{@code vector N}: the vector of the text number N;
 *   <li>{@code run CALLERS LIST MILLIS}: {@code CALLERS} threads embed one list of {@code LIST}
 *       texts after another; the answer is texts, tokens, texts per second, tokens per second, CPU
 *       time in nanoseconds, and the 50th, 99th and 99.9th percentile of a call in nanoseconds.
 * </ul>
 */
public final class Contestant {

    /** The start of a line that answers a command; the reader ignores all other output. */
    public static final String ANSWER = "answer ";

    private final Embedder embedder;
    private List<String> texts = List.of();
    private int[] tokens = {};

    private Contestant(Embedder embedder) {
        this.embedder = embedder;
    }

    /** Executes commands until there are no more. */
    public static void serve(Embedder embedder) throws Exception {
        Contestant contestant = new Contestant(embedder);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println(ANSWER + "ready");
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            out.println(ANSWER + contestant.obey(line));
        }
    }

    private String obey(String command) throws Exception {
        Scanner words = new Scanner(command);
        String verb = words.next();
        return switch (verb) {
            case "texts" -> read(Path.of(words.nextLine().strip()));
            case "vector" -> vector(texts.get(words.nextInt()));
            case "run" ->
                    run(
                            words.nextInt(),
                            words.nextInt(),
                            TimeUnit.MILLISECONDS.toNanos(words.nextLong()));
            default -> throw new IllegalArgumentException("unknown command: " + verb);
        };
    }

    private String read(Path file) throws Exception {
        List<String> lines = Files.readAllLines(file);
        texts =
                lines.stream()
                        .map(line -> line.substring(line.indexOf('\t') + 1))
                        .collect(Collectors.toList());
        tokens =
                lines.stream()
                        .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf('\t'))))
                        .toArray();
        embedder.prepare(texts);
        return String.valueOf(texts.size());
    }

    private String vector(String text) throws Exception {
        float[] vector = embedder.embed(List.of(text)).get(0);
        return Arrays.toString(vector).replaceAll("[\\[\\],]", "");
    }

    private String run(int callers, int list, long nanos) throws Exception {
        long startCpuNanos = cpuNanos();
        ClosedLoop.Result result =
                ClosedLoop.run(
                        callers,
                        nanos,
                        (caller, number) -> {
                            int first = (int) ((long) caller * texts.size() / callers);
                            int at = (first + number * list) % (texts.size() - list + 1);
                            embedder.embed(texts.subList(at, at + list));
                            return new ClosedLoop.Done(
                                    list, Arrays.stream(tokens, at, at + list).sum());
                        });
        return String.join(
                " ",
                String.valueOf(result.texts()),
                String.valueOf(result.tokens()),
                String.valueOf(result.textsPerSecond()),
                String.valueOf(result.tokensPerSecond()),
                String.valueOf(cpuNanos() - startCpuNanos),
                String.valueOf(result.percentileNanos(0.5)),
                String.valueOf(result.percentileNanos(0.99)),
                String.valueOf(result.percentileNanos(0.999)));
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
