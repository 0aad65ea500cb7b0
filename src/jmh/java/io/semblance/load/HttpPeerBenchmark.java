package io.semblance.load;

import io.semblance.embedding.engine.PeerModel;
import io.semblance.peer.ClosedLoop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares embedding servers over HTTP by their URLs: throughput for lists and for single texts of
 * many clients, and the latency of single texts. The servers take turns; the output is a table in
 * Markdown with the median and the range of the rounds, and the ratio to the first server. Before,
 * the vectors of the servers are compared.
 *
 * <pre>
 * mvn -q -DskipTests package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.HttpPeerBenchmark \
 *     -Dbenchmark.arguments="jar=target/semblance-0.1.0-SNAPSHOT-exec.jar servers=tei@tei@http://localhost:8081,infinity@openai@http://localhost:7997/embeddings long=corpus.jsonl short=corpus.jsonl.gz"
 * </pre>
 *
 * <p>A server is {@code NAME@DIALECT@URL} or {@code NAME@DIALECT@URL@MODEL}: the dialect {@code
 * tei} or {@code openai}, and the model that OpenAI's dialect names, {@code BAAI/bge-small-en-v1.5}
 * by default. A URL without a path gets {@code /embed} or {@code /v1/embeddings}. The environment
 * variable {@code NAME_TOKEN} contains the server's bearer token, if any. With {@code jar} the
 * service is started as the first server, without a cache and with the model {@code
 * model=bge-small-en-v1.5}; without it all servers are already running.
 *
 * <p>More arguments: {@code cases=long/4x25,short/4x25,short/16x1,…}, texts or the number of tokens
 * of each text, clients and texts in a request; {@code seconds=10}; {@code rounds=3}.
 */
public final class HttpPeerBenchmark {

    private static final String STANDARD_CASES =
            "long/4x25,short/4x25,short/16x1,short/64x1,short/1x1,long/1x1";
    private static final int PROBES = 4;
    private static final double EQUAL = 0.999;

    private final Arguments arguments;
    private final String model;
    private final List<HttpCase> cases;
    private final List<EmbeddingServer> servers;
    private final Duration duration;
    private final int rounds;
    private final Corpora corpora;

    private HttpPeerBenchmark(Arguments arguments) throws IOException {
        this.arguments = arguments;
        this.model = arguments.text("model", "bge-small-en-v1.5");
        this.cases = arguments.list("cases", STANDARD_CASES).stream().map(HttpCase::parse).toList();
        this.servers =
                new ArrayList<>(
                        arguments.list("servers", "").stream()
                                .filter(server -> !server.isEmpty())
                                .map(EmbeddingServer::parse)
                                .toList());
        this.duration = arguments.seconds("seconds", 10);
        this.rounds = arguments.number("rounds", 3);
        PeerModel.unpackNatives(PeerCases.FOLDER);
        this.corpora =
                new Corpora(arguments, PeerModel.of(model, PeerCases.FOLDER), PeerCases.FOLDER);
        for (HttpCase one : cases) {
            corpora.texts(one.texts());
        }
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Arguments read =
                new Arguments(
                        arguments, "jar", "model", "servers", "long", "short", "cases", "seconds",
                        "rounds");
        try {
            new HttpPeerBenchmark(read).run();
        } catch (ServerException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws Exception {
        if (arguments.text("jar", "").isEmpty()) {
            compare();
            return;
        }
        try (var service =
                new ServiceUnderLoad(
                        arguments.path("jar"),
                        PeerCases.FOLDER,
                        List.of(
                                "--semblance.model=" + model,
                                "--semblance.embedding.cache-size=0"))) {
            servers.addFirst(
                    EmbeddingServer.parse("semblance@tei@http://localhost:" + service.port()));
            compare();
        }
    }

    private void compare() throws Exception {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException(
                    "argument servers=NAME@DIALECT@URL,… or jar=PATH is missing");
        }
        compareVectors();
        for (EmbeddingServer server : servers) {
            new ServerLoad(server, corpora.texts("short"), 16).run(4, duration);
            new ServerLoad(server, corpora.texts("short"), 1).run(1, duration);
        }
        String first = servers.getFirst().name();
        StringBuilder head = new StringBuilder("%n| work | figure | ".formatted() + first + " |");
        for (EmbeddingServer server : servers.subList(1, servers.size())) {
            head.append(" %s, over %s |".formatted(server.name(), first));
        }
        System.out.println(head);
        System.out.println("|" + "---|".repeat(2 + servers.size()));
        for (HttpCase one : cases) {
            print(one, measure(one));
        }
    }

    /** Reports servers whose vectors are not those of the first server. */
    private void compareVectors() throws IOException {
        List<Texts.Text> probes = new ArrayList<>(corpora.texts("short").subList(0, PROBES));
        probes.addAll(corpora.texts("long").subList(0, PROBES));
        List<double[]> expected = List.of();
        for (EmbeddingServer server : servers) {
            List<double[]> vectors;
            try (HttpConnection connection = server.connect()) {
                vectors =
                        server.vectors(
                                server.send(connection, server.request(probes)), probes.size());
            }
            expected = expected.isEmpty() ? vectors : expected;
            System.out.println(server.name() + ": " + agreement(vectors, expected));
        }
    }

    private String agreement(List<double[]> vectors, List<double[]> expected) {
        String first = servers.getFirst().name();
        int dimension = vectors.getFirst().length;
        if (dimension != expected.getFirst().length) {
            return "%d dimensions, %s has %d: another model, the table compares unequal work"
                    .formatted(dimension, first, expected.getFirst().length);
        }
        double least = 1;
        for (int i = 0; i < vectors.size(); i++) {
            least = Math.min(least, PeerBenchmark.cosine(vectors.get(i), expected.get(i)));
        }
        return "%d dimensions, least cosine of %d texts with %s %.5f%s"
                .formatted(
                        dimension,
                        vectors.size(),
                        first,
                        least,
                        least < EQUAL
                                ? ": other weights, precision or pooling, the table compares"
                                        + " unequal work"
                                : "");
    }

    /** The rounds of each server. */
    private List<List<ClosedLoop.Result>> measure(HttpCase what) throws Exception {
        List<ServerLoad> loads = new ArrayList<>();
        List<List<ClosedLoop.Result>> results = new ArrayList<>();
        for (EmbeddingServer server : servers) {
            loads.add(new ServerLoad(server, corpora.texts(what.texts()), what.list()));
            results.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < loads.size(); i++) {
                results.get(i).add(loads.get(i).run(what.clients(), duration));
            }
        }
        return results;
    }

    private static void print(HttpCase what, List<List<ClosedLoop.Result>> results) {
        for (HttpCase.Figure figure : what.figures()) {
            StringBuilder row = new StringBuilder("| %s | %s |".formatted(what, figure.name()));
            double[] first = values(figure, results.getFirst());
            for (int i = 0; i < results.size(); i++) {
                double[] values = values(figure, results.get(i));
                row.append(" ").append(Rounds.of(values).by(figure.format()));
                if (i > 0) {
                    double[] ratios = new double[values.length];
                    Arrays.setAll(ratios, round -> values[round] / first[round]);
                    row.append(", %.2f x".formatted(Rounds.of(ratios).median()));
                }
                row.append(" |");
            }
            System.out.println(row);
        }
    }

    private static double[] values(HttpCase.Figure figure, List<ClosedLoop.Result> results) {
        return results.stream().mapToDouble(figure.value()).toArray();
    }
}
