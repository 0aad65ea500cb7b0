package io.semblance.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The time until the service is ready, as a jar and unpacked with an AOT cache, compared with an
 * empty Spring Boot service, and the CPU time of each until then. Seconds depend more on the
 * machine than on the service; ratios are comparable.
 *
 * <pre>
 * mvn -q -DskipTests package
 * mvn -q -f src/jmh/peers package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.StartTime \
 *     -Dbenchmark.arguments="jar=target/semblance-0.1.0-SNAPSHOT-exec.jar \
 *     empty=src/jmh/peers/empty-service/target/empty-service-0.1.0-SNAPSHOT.jar"
 * </pre>
 *
 * <p>One more argument: {@code starts=5}. An additional first start of each unpacks the model,
 * creates the cache, and loads the files into the page cache.
 */
public final class StartTime {

    private static final Path FOLDER = Path.of("target/benchmark").toAbsolutePath();

    private StartTime() {}

    /** Both in seconds. */
    private record Start(double wall, double processor) {}

    /** Runs the benchmark. */
    public static void main(String[] given) throws Exception {
        Arguments arguments = new Arguments(given, "jar", "empty", "starts");
        Path jar = arguments.path("jar");
        Path empty = arguments.path("empty");
        List<String> vector = List.of("--add-modules", "jdk.incubator.vector");
        start(vector, jar);
        start(List.of(), empty);
        Path unpacked = unpacked(jar);
        List<String> cached = List.of("-XX:AOTCache=" + trained(unpacked));
        start(cached, unpacked);

        List<Start> asJar = new ArrayList<>();
        List<Start> withCache = new ArrayList<>();
        List<Start> nothing = new ArrayList<>();
        for (int i = 0; i < arguments.number("starts", 5); i++) {
            asJar.add(start(vector, jar));
            withCache.add(start(cached, unpacked));
            nothing.add(start(List.of(), empty));
        }
        report("the service as a jar", asJar, nothing);
        report("unpacked, with an AOT cache", withCache, nothing);
        report("nothing", nothing, nothing);
    }

    /** The jar, extracted by Spring Boot. */
    private static Path unpacked(Path jar) throws IOException, InterruptedException {
        Path folder = FOLDER.resolve("unpacked");
        run(
                "-Djarmode=tools",
                "-jar",
                jar.toString(),
                "extract",
                "--force",
                "--destination",
                folder.toString());
        return folder.resolve(jar.getFileName());
    }

    /**
     * The AOT cache, which the JVM writes when it exits; it exits after the application context was
     * created.
     */
    private static Path trained(Path unpacked) throws IOException, InterruptedException {
        Path cache = unpacked.resolveSibling("semblance.aot");
        run(
                "-XX:AOTCacheOutput=" + cache,
                "-Dspring.context.exit=onRefresh",
                "-jar",
                unpacked.toString(),
                "--semblance.data-dir=" + FOLDER.resolve("training"));
        return cache;
    }

    private static void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(arguments));
        Path log = FOLDER.resolve("run.log");
        int status =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start()
                        .waitFor();
        if (status != 0) {
            throw new IOException("%s ended with %d; see %s".formatted(command, status, log));
        }
    }

    private static void report(String what, List<Start> starts, List<Start> nothing) {
        List<Double> ratios =
                IntStream.range(0, starts.size())
                        .mapToObj(i -> starts.get(i).wall() / nothing.get(i).wall())
                        .toList();
        System.out.printf(
                "%s: ready after %s s with %s s of CPU time, %s times the empty service%n",
                what,
                Rounds.of(starts, Start::wall).by("%.2f"),
                Rounds.of(starts, Start::processor).by("%.2f"),
                Rounds.of(ratios, ratio -> ratio).by("%.2f"));
    }

    private static Start start(List<String> options, Path jar)
            throws IOException, InterruptedException {
        try (var service = new ServiceUnderLoad(options, jar, FOLDER, List.of())) {
            return new Start(service.start().toMillis() / 1e3, service.cpuNanos() / 1e9);
        }
    }
}
