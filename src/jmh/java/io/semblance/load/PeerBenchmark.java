package io.semblance.load;

import io.semblance.embedding.engine.PeerModel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the engine with its peers, each in its own process, with the same weights and texts: a
 * bare ONNX Runtime loop, LangChain4j, Spring AI, the engine itself without batches, and for a lone
 * request one ONNX Runtime session that uses all CPU cores. They run alternately; the output has
 * the median and the range of the rounds.
 *
 * <pre>
 * mvn -q -f src/jmh/peers package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.PeerBenchmark \
 *     -Dbenchmark.arguments="long=corpus.jsonl short=corpus.jsonl.gz"
 * </pre>
 *
 * <p>More arguments, with their defaults: {@code cases=long/fp32/1x32,long/int8/1x32,…}, texts,
 * precision, callers and texts in each of their lists, with {@code all} in place of a part for all
 * its values, or a number of tokens in place of the texts; {@code
 * contestants=bare,as-quantised,langchain4j,spring-ai,unbatched,session}; {@code seconds=2}; {@code
 * rounds=3}; {@code model=bge-small-en-v1.5}, whose int8 variant has the suffix {@code -q}. For
 * int8, {@code as-quantised} is the bare loop with the graph that has one scale per batch.
 */
public final class PeerBenchmark {

    private static final String STANDARD_CASES =
            "long/fp32/1x32,short/fp32/1x32,short/fp32/64x1,15/fp32/1x1,330/fp32/1x1,15/fp32/16x1,"
                + "long/int8/1x32,short/int8/1x32,short/int8/64x1,15/int8/1x1,330/int8/1x1,15/int8/16x1";

    private static final int WARM_LIST = 8;

    private final List<String> peers;
    private final PeerCases cases;

    private PeerBenchmark(Arguments arguments) throws IOException {
        this.peers =
                arguments.list(
                        "contestants", "bare,as-quantised,langchain4j,spring-ai,unbatched,session");
        this.cases = PeerCases.read(arguments, STANDARD_CASES, 2);
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        new PeerBenchmark(
                        new Arguments(
                                arguments,
                                "long",
                                "short",
                                "cases",
                                "contestants",
                                "seconds",
                                "rounds",
                                "model"))
                .run();
    }

    private void run() throws Exception {
        for (var model : cases.byModel().entrySet()) {
            run(model.getKey(), model.getValue());
        }
    }

    private void run(PeerModel model, List<PeerCase> ofModel) throws Exception {
        List<ContestantProcess> contestants = new ArrayList<>();
        try {
            ContestantProcess engine = start("engine", model);
            contestants.add(engine);
            for (String peer : peers) {
                if (!peer.equals("as-quantised") || !model.onnx().equals(model.tokenwise())) {
                    contestants.add(start(peer, model));
                }
            }
            for (ContestantProcess contestant : contestants) {
                contestant.awaitReady();
                contestant.texts(cases.corpora().file("short"));
                contestant.run(
                        1, contestant.name().equals("session") ? 1 : WARM_LIST, cases.duration());
            }
            System.out.printf("%n%s; cosine with the engine's vector of a text:", model.id());
            for (ContestantProcess contestant : contestants) {
                System.out.printf(
                        " %s %.4f",
                        contestant.name(), cosine(engine.vector(0), contestant.vector(0)));
            }
            System.out.println();
            for (PeerCase one : ofModel) {
                compare(one, contestants.stream().filter(c -> one.concerns(c.name())).toList());
            }
        } finally {
            contestants.forEach(ContestantProcess::close);
        }
    }

    private static ContestantProcess start(String name, PeerModel model) throws IOException {
        Path log = PeerCases.FOLDER.resolve(name + ".log");
        List<String> files = List.of(model.onnx().toString(), model.tokenizer().toString());
        return switch (name) {
            case "engine", "unbatched" ->
                    ContestantProcess.ours(
                            name,
                            "io.semblance.embedding.engine.EngineContestant",
                            log,
                            List.of(model.id(), PeerCases.FOLDER.toString(), name));
            case "bare", "as-quantised" ->
                    ContestantProcess.bareLoop(
                            name,
                            name.equals("bare") ? model.tokenwise() : model.onnx(),
                            model.tokenizer(),
                            PeerCases.FOLDER);
            case "session" ->
                    ContestantProcess.bareSession(
                            name, model.tokenwise(), model.tokenizer(), PeerCases.FOLDER);
            case "langchain4j" ->
                    ContestantProcess.peer(name, "io.semblance.peer.LangChain4jPeer", log, files);
            case "spring-ai" ->
                    ContestantProcess.peer(name, "io.semblance.peer.SpringAiPeer", log, files);
            default -> throw new IllegalArgumentException("no contestant is called " + name);
        };
    }

    /** The cosine of two vectors of the same dimension. */
    static double cosine(double[] a, double[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }

    private void compare(PeerCase what, List<ContestantProcess> contestants) throws IOException {
        System.out.printf(
                "%n%-15s %-30s %11s %9s %9s %9s %9s %11s  %s%n",
                what,
                "tokens/s",
                "texts/s",
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "p99/p50",
                "CPU ms/text",
                "engine over it");
        List<List<Measurement>> measured = new ArrayList<>();
        for (ContestantProcess contestant : contestants) {
            contestant.texts(cases.corpora().file(what.texts()));
            measured.add(new ArrayList<>());
        }
        for (int round = 0; round < cases.rounds(); round++) {
            for (int i = 0; i < contestants.size(); i++) {
                measured.get(i)
                        .add(
                                contestants
                                        .get(i)
                                        .run(
                                                what.callersOf(contestants.get(i).name()),
                                                what.list(),
                                                cases.duration()));
            }
        }
        for (int i = 0; i < contestants.size(); i++) {
            print(what, contestants.get(i).name(), measured.get(0), measured.get(i));
        }
    }

    private static void print(
            PeerCase what, String name, List<Measurement> engine, List<Measurement> measured) {
        double[] ratios = new double[measured.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = engine.get(i).tokensPerSecond() / measured.get(i).tokensPerSecond();
        }
        System.out.printf(
                "%-15s %-30s %11.1f %9.2f %9.2f %9.2f %9.2f %11.2f  %s%n",
                name,
                Rounds.of(measured, Measurement::tokensPerSecond).by("%.0f"),
                Rounds.of(measured, Measurement::textsPerSecond).median(),
                Rounds.of(measured, Measurement::p50Nanos).median() / 1e6,
                Rounds.of(measured, Measurement::p99Nanos).median() / 1e6,
                Rounds.of(measured, Measurement::p999Nanos).median() / 1e6,
                Rounds.of(measured, Measurement::p99OverMedian).median(),
                Rounds.of(measured, Measurement::cpuMillisPerText).median(),
                name.equals("engine") ? "" : Rounds.of(ratios).by("%.2f") + what.target(name));
    }
}
