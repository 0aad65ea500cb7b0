package io.semblance.load;

import java.nio.file.Path;
import java.util.List;

/**
 * The footprint of the service without requests: the time until it is ready, and the resident
 * memory then and a minute later.
 *
 * <pre>
 * mvn -q -DskipTests package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.IdleFootprint \
 *     -Dbenchmark.arguments="jar=target/semblance-0.1.0-SNAPSHOT-exec.jar"
 * </pre>
 *
 * <p>More arguments: {@code starts=3}, {@code seconds=60}. An additional first start unpacks the
 * model.
 */
public final class IdleFootprint {

    private static final Path FOLDER = Path.of("target/benchmark").toAbsolutePath();

    private IdleFootprint() {}

    /** Runs the benchmark. */
    public static void main(String[] given) throws Exception {
        Arguments arguments = new Arguments(given, "jar", "starts", "seconds");
        double[] starts = new double[arguments.number("starts", 3)];
        double[] atFirst = new double[starts.length];
        double[] later = new double[starts.length];
        new ServiceUnderLoad(arguments.path("jar"), FOLDER, List.of()).close();
        for (int i = 0; i < starts.length; i++) {
            try (var service = new ServiceUnderLoad(arguments.path("jar"), FOLDER, List.of())) {
                starts[i] = service.start().toMillis() / 1e3;
                atFirst[i] = service.residentKilobytes() / 1_024.0;
                Thread.sleep(arguments.seconds("seconds", 60));
                later[i] = service.residentKilobytes() / 1_024.0;
            }
        }
        System.out.printf("ready after %s s, target 5%n", Rounds.of(starts).by("%.2f"));
        System.out.printf(
                "resident then %s MB, later %s MB, target 700%n",
                Rounds.of(atFirst).by("%.0f"), Rounds.of(later).by("%.0f"));
    }
}
