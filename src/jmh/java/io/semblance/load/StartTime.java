package io.semblance.load;

import java.io.IOException;
import java.nio.file.Path;
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
        double[][] figures = new double[5][arguments.number("starts", 5)];
        start(jar);
        start(empty);
        for (int i = 0; i < figures[0].length; i++) {
            Start ours = start(jar);
            Start nothing = start(empty);
            System.out.printf("%s, with nothing in it %s%n", ours, nothing);
            figures[0][i] = ours.wall();
            figures[1][i] = ours.processor();
            figures[2][i] = nothing.wall();
            figures[3][i] = nothing.processor();
            figures[4][i] = ours.wall() / nothing.wall();
        }
        System.out.printf(
                "ready after %s s with %s s of processor time%n",
                Rounds.of(figures[0]).by("%.2f"), Rounds.of(figures[1]).by("%.2f"));
        System.out.printf(
                "nothing: after %s s with %s s%n",
                Rounds.of(figures[2]).by("%.2f"), Rounds.of(figures[3]).by("%.2f"));
        System.out.printf("ratio %s%n", Rounds.of(figures[4]).by("%.2f"));
    }

    private static Start start(Path jar) throws IOException, InterruptedException {
        try (var service = new ServiceUnderLoad(jar, FOLDER, List.of())) {
            return new Start(service.start().toMillis() / 1e3, service.cpuNanos() / 1e9);
        }
    }
}
