package io.semblance.load;

import io.semblance.embedding.engine.PeerModel;
import io.semblance.peer.ClosedLoop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Sends many times more requests than the service can process: measures the statuses, the wait of
 * admitted requests, and the time until a single caller has the same response times as before.
 *
 * <p>The same run measures the capacity with {@value #CALLERS} callers.
 *
 * <pre>
 * mvn -q -DskipTests package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.Overload \
 *     -Dbenchmark.arguments="jar=target/semblance-0.1.0-SNAPSHOT-exec.jar long=corpus.jsonl short=corpus.jsonl.gz"
 * </pre>
 *
 * <p>More arguments: {@code seconds=300}, {@code factor=10} over the capacity, {@code texts=short},
 * {@code list=1} texts in a request, {@code queue-seconds=30}.
 */
public final class Overload {

    private static final Path FOLDER = Path.of("target/benchmark").toAbsolutePath();
    private static final int CALLERS = 64;
    private static final int PROBES_PER_SECOND = 20;
    private static final Duration PHASE = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Set<Integer> ALLOWED = Set.of(200, 429, 503);

    private final Arguments arguments;
    private final List<HttpRequest> requests;
    private final List<HttpRequest> probes;

    private Overload(Arguments arguments) throws IOException {
        this.arguments = arguments;
        PeerModel.unpackNatives(FOLDER);
        Corpora corpora = new Corpora(arguments, PeerModel.of("bge-small-en-v1.5", FOLDER), FOLDER);
        this.requests =
                EmbedRequests.of(
                        corpora.texts(arguments.text("texts", "short")),
                        arguments.number("list", 1));
        this.probes = EmbedRequests.of(corpora.texts("short"), 1);
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        new Overload(
                        new Arguments(
                                arguments,
                                "jar",
                                "long",
                                "short",
                                "seconds",
                                "factor",
                                "texts",
                                "list",
                                "queue-seconds"))
                .run();
    }

    private void run() throws Exception {
        int queueSeconds = arguments.number("queue-seconds", 30);
        try (var service =
                new ServiceUnderLoad(
                        arguments.path("jar"),
                        FOLDER,
                        List.of(
                                "--semblance.embedding.cache-size=0",
                                "--semblance.embedding.queue-time=" + queueSeconds + "s",
                                "--semblance.embedding.interactive-queue-time="
                                        + queueSeconds
                                        + "s"))) {
            capacity(service);
            ClosedLoop.Result capacity = capacity(service);
            double perSecond = capacity.textsPerSecond() / requests.getFirst().texts();
            System.out.printf(
                    "capacity %.1f requests/s, %.0f tokens/s%n",
                    perSecond, capacity.tokensPerSecond());
            OpenLoop.Samples idle = probe(service, IDLE);
            System.out.println("idle: " + idle.percentiles());

            OpenLoop.Samples overload =
                    OpenLoop.run(
                            service.port(),
                            requests,
                            perSecond * arguments.number("factor", 10),
                            arguments.seconds("seconds", 300));
            // The load has ended with its last response: requests in the queue belonged to the
            // load.
            OpenLoop.Samples after = probe(service, PHASE.plus(IDLE));
            report(overload, queueSeconds * 1e3);
            recovery(after, idle);
        }
    }

    private ClosedLoop.Result capacity(ServiceUnderLoad service) throws Exception {
        int callers = Math.ceilDiv(CALLERS, requests.getFirst().texts());
        return EmbedRequests.drive(service.port(), Math.max(4, callers), requests, PHASE);
    }

    private OpenLoop.Samples probe(ServiceUnderLoad service, Duration duration)
            throws InterruptedException {
        return OpenLoop.run(service.port(), probes, PROBES_PER_SECOND, duration);
    }

    private static void report(OpenLoop.Samples overload, double queueMillis) {
        System.out.printf(
                "overload: by status %s%s%n",
                overload.byStatus(),
                ALLOWED.containsAll(overload.byStatus().keySet())
                        ? ""
                        : ", MORE THAN 200, 429, 503");
        double p99 = overload.percentileMillis(0.99);
        System.out.printf(
                "admitted: %s; p99 over queue time %.2f, target 2%n",
                overload.percentiles(), p99 / queueMillis);
    }

    private static void recovery(OpenLoop.Samples after, OpenLoop.Samples idle) {
        recovery("at once", after.between(Duration.ZERO, PHASE), idle);
        recovery("after 10 s", after.between(PHASE, PHASE.plus(IDLE)), idle);
    }

    private static void recovery(String when, OpenLoop.Samples some, OpenLoop.Samples idle) {
        System.out.printf(
                "%s: %s; p99 over idle %.2f%n",
                when,
                some.percentiles(),
                some.percentileMillis(0.99) / idle.percentileMillis(0.99));
    }
}
