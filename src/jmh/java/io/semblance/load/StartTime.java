package io.semblance.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the service takes to be ready, beside a Spring Boot service that does nothing, and the
 * processor time that each has taken until then. Seconds say more of the machine than of the
 * service.
 *
 * <pre>
 * mvn -q -DskipTests package
 * mvn -q -f src/jmh/peers package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.StartTime \
 *     -Dbenchmark.arguments="jar=target/semblance-0.1.0-SNAPSHOT-exec.jar \
 *     empty=src/jmh/peers/empty-service/target/empty-service-0.1.0-SNAPSHOT.jar"
 * </pre>
 *
 * <p>One more argument: {@code starts=5}. One more start of each before them unpacks the model and
 * brings the jars into the page cache.
 */
public final class StartTime {

    private static final Path FOLDER = Path.of("target/benchmark").toAbsolutePath();

    private StartTime() {}

    /** Both in seconds. */
    private record Start(double wall, double processor) {}

    /** Runs it. */
    public static void main(String[] given) throws Exception {
        Arguments arguments = new Arguments(given, "jar", "empty", "starts");
        Path jar = arguments.path("jar");
        Path empty = arguments.path("empty");
        List<Start> all = new ArrayList<>();
        List<Start> allEmpty = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        start(jar);
        start(empty);
        for (int i = 0; i < arguments.number("starts", 5); i++) {
            all.add(start(jar));
            allEmpty.add(start(empty));
            ratios.add(all.getLast().wall() / allEmpty.getLast().wall());
        }
        report("the service", all);
        report("nothing", allEmpty);
        System.out.printf(
                "the service over nothing %s%n", Rounds.of(ratios, ratio -> ratio).by("%.2f"));
    }

    private static void report(String what, List<Start> starts) {
        System.out.printf(
                "%s: ready after %s s with %s s of processor time%n",
                what,
                Rounds.of(starts, Start::wall).by("%.2f"),
                Rounds.of(starts, Start::processor).by("%.2f"));
    }

    private static Start start(Path jar) throws IOException, InterruptedException {
        try (var service = new ServiceUnderLoad(jar, FOLDER, List.of())) {
            return new Start(service.start().toMillis() / 1e3, service.cpuNanos() / 1e9);
        }
    }
}
