package io.semblance.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A contestant in a process of its own, with a class path of its own: it reads commands, a line
 * each, embeds, and measures itself. The same code runs in each of them.
 *
 * <ul>
 *   <li>{@code texts FILE}: from now on these texts; a line has the number of tokens, a tab, the
 *       text;
 *   <li>{@code vector N}: the vector of the text number N;
 *   <li>{@code run CALLERS LIST MILLIS}: so many threads embed one list of so many texts after
 *       another; the answer is texts, tokens, nanoseconds, nanoseconds of processor time, and the
 *       50th, 99th and 99.9th percentile of a call in nanoseconds.
 * </ul>
 */
public final class Contestant {

    /** Begins the line that answers a command; whatever else is printed is not for the reader. */
    public static final String ANSWER = "answer ";

    private final Embedder embedder;
    private List<String> texts = List.of();
    private int[] tokens = {};

    private Contestant(Embedder embedder) {
        this.embedder = embedder;
    }

    /** Obeys until the commands end. */
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

    private String read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        texts =
                lines.stream()
                        .map(line -> line.substring(line.indexOf('\t') + 1))
                        .collect(Collectors.toList());
        tokens =
                lines.stream()
                        .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf('\t'))))
                        .toArray();
        return String.valueOf(texts.size());
    }

    private String vector(String text) throws Exception {
        float[] vector = embedder.embed(List.of(text)).get(0);
        return Arrays.toString(vector).replaceAll("[\\[\\],]", "");
    }

    private String run(int callers, int list, long nanos) throws Exception {
        long startCpuNanos = cpuNanos();
        long startNanos = System.nanoTime();
        List<Callable<Calls>> work = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int first = (int) ((long) i * texts.size() / callers);
            work.add(() -> call(first, list, startNanos + nanos));
        }
        Calls all = new Calls();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            for (Future<Calls> calls : threads.invokeAll(work)) {
                all.add(calls.get());
            }
        } finally {
            threads.shutdown();
        }
        long elapsedNanos = System.nanoTime() - startNanos;
        return "%d %d %d %d %s"
                .formatted(
                        all.texts,
                        all.tokens,
                        elapsedNanos,
                        cpuNanos() - startCpuNanos,
                        all.percentiles());
    }

    /** At least one list, and then more until the time is over. */
    private Calls call(int first, int list, long endNanos) throws Exception {
        Calls calls = new Calls();
        int from = first;
        do {
            int at = from % (texts.size() - list + 1);
            long startNanos = System.nanoTime();
            embedder.embed(texts.subList(at, at + list));
            calls.nanos.add(System.nanoTime() - startNanos);
            calls.texts += list;
            calls.tokens += Arrays.stream(tokens, at, at + list).sum();
            from += list;
        } while (System.nanoTime() < endNanos);
        return calls;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** What a caller got done. */
    private static final class Calls {

        private final List<Long> nanos = new ArrayList<>();
        private long texts;
        private long tokens;

        void add(Calls other) {
            nanos.addAll(other.nanos);
            texts += other.texts;
            tokens += other.tokens;
        }

        String percentiles() {
            List<Long> sorted = nanos.stream().sorted().collect(Collectors.toList());
            return Arrays.stream(new double[] {0.5, 0.99, 0.999})
                    .mapToLong(p -> sorted.get((int) Math.ceil(p * sorted.size()) - 1))
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(" "));
        }
    }
}
