package io.semblance.load;

import io.semblance.embedding.PeerModel;
import io.semblance.peer.ClosedLoop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * {@code POST /embed} over HTTP beside the bare ONNX Runtime loop: processor time of the service's
 * process a token, and throughput; both take turns, each in a process of its own. The client keeps
 * its connections, has made its requests before, and parses nothing.
 *
 * <pre>
 * mvn -q -DskipTests package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.EmbedLoad \
 *     -Dbenchmark.arguments="jar=target/semblance-0.1.0-SNAPSHOT-exec.jar long=corpus.jsonl short=corpus.jsonl.gz"
 * </pre>
 *
 * <p>More arguments: {@code cases=long/fp32/4x32,…}, texts, precision, connections and texts in
 * each request; {@code seconds=8}; {@code rounds=3}; {@code model=bge-small-en-v1.5}, which has an
 * int8 twin with {@code -q} at its end.
 */
public final class EmbedLoad {

    private static final Path FOLDER = Path.of("target/benchmark").toAbsolutePath();
    private static final String STANDARD_CASES =
            "long/fp32/4x32,short/fp32/2x64,long/int8/4x32,short/int8/2x64";

    private final Arguments arguments;
    private final Duration duration;
    private final int rounds;
    private final PeerModel fp32;
    private final Corpora corpora;

    private EmbedLoad(Arguments arguments) throws IOException {
        this.arguments = arguments;
        this.duration = arguments.seconds("seconds", 8);
        this.rounds = arguments.number("rounds", 3);
        PeerModel.unpackNatives(FOLDER);
        this.fp32 = PeerModel.of(arguments.text("model", "bge-small-en-v1.5"), FOLDER);
        this.corpora = new Corpora(arguments, fp32, FOLDER);
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        new EmbedLoad(
                        new Arguments(
                                arguments, "jar", "long", "short", "cases", "seconds", "rounds",
                                "model"))
                .run();
    }

    private void run() throws Exception {
        List<PeerCase> cases = PeerCase.parse(arguments.list("cases", STANDARD_CASES));
        for (String precision : List.of("fp32", "int8")) {
            List<PeerCase> some =
                    cases.stream().filter(c -> c.precision().equals(precision)).toList();
            if (!some.isEmpty()) {
                run(precision.equals("fp32") ? fp32 : PeerModel.of(fp32.id() + "-q", FOLDER), some);
            }
        }
    }

    private void run(PeerModel model, List<PeerCase> cases) throws Exception {
        try (var service =
                        new ServiceUnderLoad(
                                arguments.path("jar"),
                                FOLDER,
                                List.of(
                                        "--semblance.model=" + model.id(),
                                        "--semblance.embedding.cache-size=0"));
                var bare =
                        ContestantProcess.bareLoop(
                                "bare", model.tokenwise(), model.tokenizer(), FOLDER)) {
            bare.awaitReady();
            PeerCase warm = new PeerCase("short", cases.getFirst().precision(), 4, 16);
            overHttp(service, warm);
            loop(bare, warm);
            for (PeerCase one : cases) {
                compare(one, model, service, bare);
            }
        }
    }

    private void compare(
            PeerCase what, PeerModel model, ServiceUnderLoad service, ContestantProcess bare)
            throws Exception {
        List<Measurement> ours = new ArrayList<>();
        List<Measurement> loops = new ArrayList<>();
        double[] cpu = new double[rounds];
        double[] throughput = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ours.add(overHttp(service, what));
            loops.add(loop(bare, what));
            cpu[i] = ours.getLast().cpuNanosPerToken() / loops.getLast().cpuNanosPerToken();
            throughput[i] = ours.getLast().tokensPerSecond() / loops.getLast().tokensPerSecond();
        }
        System.out.printf("%n%s, %s%n", what, model.id());
        print("/embed", ours);
        print("bare loop", loops);
        System.out.printf(
                "/embed over bare loop: CPU %s, target 1.05; throughput %s%s%n",
                Rounds.of(cpu).by("%.3f"),
                Rounds.of(throughput).by("%.3f"),
                what.texts().equals("long") ? ", target 0.95" : "");
    }

    private static void print(String name, List<Measurement> measured) {
        System.out.printf(
                "%-10s %6.0f tokens/s, %7.1f texts/s, CPU %s us/token, p50 %.1f ms, p99 %.1f ms,"
                        + " p99.9 %.1f ms%n",
                name,
                median(measured, Measurement::tokensPerSecond),
                median(measured, Measurement::textsPerSecond),
                Rounds.of(measured.stream().mapToDouble(m -> m.cpuNanosPerToken() / 1e3).toArray())
                        .by("%.1f"),
                median(measured, Measurement::p50Nanos) / 1e6,
                median(measured, Measurement::p99Nanos) / 1e6,
                median(measured, Measurement::p999Nanos) / 1e6);
    }

    private static double median(List<Measurement> measured, ToDoubleFunction<Measurement> value) {
        return Rounds.of(measured.stream().mapToDouble(value).toArray()).median();
    }

    private Measurement loop(ContestantProcess bare, PeerCase what) throws IOException {
        bare.texts(corpora.file(what.texts()));
        return bare.run(what.callersOf("bare"), what.list(), duration);
    }

    private Measurement overHttp(ServiceUnderLoad service, PeerCase what) throws Exception {
        List<HttpRequest> requests = EmbedRequests.of(corpora.texts(what.texts()), what.list());
        long startCpuNanos = service.cpuNanos();
        ClosedLoop.Result result =
                EmbedRequests.drive(service.port(), what.callers(), requests, duration);
        return Measurement.of(result, service.cpuNanos() - startCpuNanos);
    }
}
