package io.semblance.load;

import io.semblance.embedding.PeerModel;
import io.semblance.peer.ClosedLoop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    private static final String STANDARD_CASES =
            "long/fp32/4x32,short/fp32/2x64,long/int8/4x32,short/int8/2x64";

    private final Path jar;
    private final PeerCases cases;

    private EmbedLoad(Arguments arguments) throws IOException {
        this.jar = arguments.path("jar");
        this.cases = PeerCases.read(arguments, STANDARD_CASES, 8);
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
        for (var model : cases.byModel().entrySet()) {
            run(model.getKey(), model.getValue());
        }
    }

    private void run(PeerModel model, List<PeerCase> ofModel) throws Exception {
        try (var service =
                        new ServiceUnderLoad(
                                jar,
                                PeerCases.FOLDER,
                                List.of(
                                        "--semblance.model=" + model.id(),
                                        "--semblance.embedding.cache-size=0"));
                var bare =
                        ContestantProcess.bareLoop(
                                "bare", model.tokenwise(), model.tokenizer(), PeerCases.FOLDER)) {
            bare.awaitReady();
            PeerCase warm = new PeerCase("short", ofModel.getFirst().precision(), 4, 16);
            overHttp(service, warm);
            loop(bare, warm);
            for (PeerCase one : ofModel) {
                compare(one, model, service, bare);
            }
        }
    }

    private void compare(
            PeerCase what, PeerModel model, ServiceUnderLoad service, ContestantProcess bare)
            throws Exception {
        List<Measurement> ours = new ArrayList<>();
        List<Measurement> loops = new ArrayList<>();
        double[] cpu = new double[cases.rounds()];
        double[] throughput = new double[cases.rounds()];
        for (int i = 0; i < cases.rounds(); i++) {
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
                Rounds.of(measured, Measurement::tokensPerSecond).median(),
                Rounds.of(measured, Measurement::textsPerSecond).median(),
                Rounds.of(measured, m -> m.cpuNanosPerToken() / 1e3).by("%.1f"),
                Rounds.of(measured, Measurement::p50Nanos).median() / 1e6,
                Rounds.of(measured, Measurement::p99Nanos).median() / 1e6,
                Rounds.of(measured, Measurement::p999Nanos).median() / 1e6);
    }

    private Measurement loop(ContestantProcess bare, PeerCase what) throws IOException {
        bare.texts(cases.corpora().file(what.texts()));
        return bare.run(what.callersOf("bare"), what.list(), cases.duration());
    }

    private Measurement overHttp(ServiceUnderLoad service, PeerCase what) throws Exception {
        List<HttpRequest> requests =
                EmbedRequests.of(cases.corpora().texts(what.texts()), what.list());
        long startCpuNanos = service.cpuNanos();
        ClosedLoop.Result result =
                EmbedRequests.drive(service.port(), what.callers(), requests, cases.duration());
        return Measurement.of(result, service.cpuNanos() - startCpuNanos);
    }
}
