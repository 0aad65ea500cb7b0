package io.semblance.load;

import io.semblance.embedding.engine.PeerModel;
import io.semblance.peer.ClosedLoop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Compares {@code POST /embed} over HTTP with the bare ONNX Runtime loop: CPU time of the service's
 * process per token, and throughput. Both run alternately, each in its own process. The client
 * keeps its connections, creates its requests before the measurement, and parses nothing.
 *
 * <p>A lone request, one connection with one text, is compared with one ONNX Runtime session that
 * uses all CPU cores and gets tokens: the median may be {@value #SESSION_RATIO} times that of the
 * session plus {@value #SESSION_MILLIS} ms. For several connections with one text each, the 99th
 * percentile is compared with the median.
 *
 * <pre>
 * mvn -q -DskipTests package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.EmbedLoad \
 *     -Dbenchmark.arguments="jar=target/semblance-0.1.0-SNAPSHOT-exec.jar long=corpus.jsonl short=corpus.jsonl.gz"
 * </pre>
 *
 * <p>More arguments: {@code cases=long/fp32/4x32,15/fp32/1x1,…}, texts or the number of tokens of
 * each text, precision, connections and texts in each request; {@code seconds=8}; {@code rounds=3};
 * {@code model=bge-small-en-v1.5}, whose int8 variant has the suffix {@code -q}.
 */
public final class EmbedLoad {

    private static final String STANDARD_CASES =
            "long/fp32/4x32,short/fp32/2x64,long/int8/4x32,short/int8/2x64,"
                    + "15/all/1x1,120/all/1x1,330/all/1x1,15/all/16x1,15/all/64x1";

    private static final double SESSION_RATIO = 1.1;
    private static final double SESSION_MILLIS = 1;
    private static final double TAIL = 1.6;

    private final Path jar;
    private final PeerCases cases;

    private EmbedLoad(Arguments arguments) throws IOException {
        this.jar = arguments.path("jar");
        this.cases = PeerCases.read(arguments, STANDARD_CASES, 8);
    }

    /** Runs the benchmark. */
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
                var loop =
                        ContestantProcess.bareLoop(
                                "bare-loop",
                                model.tokenwise(),
                                model.tokenizer(),
                                PeerCases.FOLDER);
                var session =
                        ContestantProcess.bareSession(
                                "bare-session",
                                model.tokenwise(),
                                model.tokenizer(),
                                PeerCases.FOLDER)) {
            String precision = ofModel.getFirst().precision();
            loop.awaitReady();
            session.awaitReady();
            warm(new PeerCase("short", precision, 4, 16), service, loop);
            warm(new PeerCase("short", precision, 1, 1), service, session);
            for (PeerCase one : ofModel) {
                compare(one, model, service, one.lone() ? session : loop);
            }
        }
    }

    private void warm(PeerCase what, ServiceUnderLoad service, ContestantProcess bare)
            throws Exception {
        overHttp(service, what);
        inProcess(bare, what);
    }

    private void compare(
            PeerCase what, PeerModel model, ServiceUnderLoad service, ContestantProcess bare)
            throws Exception {
        List<Measurement> ours = new ArrayList<>();
        List<Measurement> theirs = new ArrayList<>();
        for (int i = 0; i < cases.rounds(); i++) {
            ours.add(overHttp(service, what));
            theirs.add(inProcess(bare, what));
        }
        System.out.printf("%n%s, %s%n", what, model.id());
        print("/embed", ours);
        print(bare.name(), theirs);
        if (what.lone()) {
            printMedians(ours, theirs);
        } else {
            System.out.printf(
                    "/embed over bare loop: CPU %s, target 1.05; throughput %s%s%n",
                    ratios(ours, theirs, Measurement::cpuNanosPerToken),
                    ratios(ours, theirs, Measurement::tokensPerSecond),
                    what.texts().equals("long") ? ", target 0.95" : "");
        }
        if (what.singles()) {
            System.out.printf(
                    "/embed, p99 over median: %s, target %.2f%n",
                    Rounds.of(ours, Measurement::p99OverMedian).by("%.2f"), TAIL);
        }
    }

    private static String ratios(
            List<Measurement> ours, List<Measurement> theirs, ToDoubleFunction<Measurement> value) {
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = value.applyAsDouble(ours.get(i)) / value.applyAsDouble(theirs.get(i));
        }
        return Rounds.of(ratios).by("%.3f");
    }

    private static void printMedians(List<Measurement> ours, List<Measurement> theirs) {
        double our = Rounds.of(ours, Measurement::p50Nanos).median() / 1e6;
        double their = Rounds.of(theirs, Measurement::p50Nanos).median() / 1e6;
        System.out.printf(
                "/embed over bare session: median %s, %.2f ms more; target at most"
                        + " %.1f x %.2f ms + %.0f ms = %.2f ms%n",
                ratios(ours, theirs, Measurement::p50Nanos),
                our - their,
                SESSION_RATIO,
                their,
                SESSION_MILLIS,
                SESSION_RATIO * their + SESSION_MILLIS);
    }

    private static void print(String name, List<Measurement> measured) {
        System.out.printf(
                "%-12s %6.0f tokens/s, %7.1f texts/s, CPU %s us/token, p50 %s ms, p99 %.2f ms,"
                        + " p99.9 %.2f ms%n",
                name,
                Rounds.of(measured, Measurement::tokensPerSecond).median(),
                Rounds.of(measured, Measurement::textsPerSecond).median(),
                Rounds.of(measured, m -> m.cpuNanosPerToken() / 1e3).by("%.1f"),
                Rounds.of(measured, m -> m.p50Nanos() / 1e6).by("%.2f"),
                Rounds.of(measured, Measurement::p99Nanos).median() / 1e6,
                Rounds.of(measured, Measurement::p999Nanos).median() / 1e6);
    }

    private Measurement inProcess(ContestantProcess bare, PeerCase what) throws IOException {
        bare.texts(cases.corpora().file(what.texts()));
        int callers = what.lone() ? 1 : what.callersOf("bare");
        return bare.run(callers, what.list(), cases.duration());
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
