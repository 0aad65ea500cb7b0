package io.semblance.load;

import io.semblance.Corpus;
import io.semblance.embedding.engine.PeerModel;
import io.semblance.tokenization.Tokenizer;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that each send one list of long texts after another and wait for each response, as
 * LangChain does, together with searches at fixed times: the statuses and times of the lists, and
 * the ratio of a search's p99 to that of an idle service. A client disconnects if it has no
 * response within its patience.
 *
 * <pre>
 * mvn -q -DskipTests package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.ListClients \
 *     -Dbenchmark.arguments="jar=target/semblance-0.1.0-SNAPSHOT-exec.jar long=corpus.jsonl queries=queries.jsonl"
 * </pre>
 *
 * <p>More arguments: {@code cases=8x25,8x64,8x512,32x25,32x64,32x512}, clients and texts in a list;
 * {@code seconds=60} in which lists are started; {@code patience=300} seconds; {@code rate=10}
 * searches per second; {@code documents=256} that are searched; {@code model=bge-small-en-v1.5}.
 */
public final class ListClients {

    private static final Path FOLDER = Path.of("target/benchmark").toAbsolutePath();
    private static final String CASES = "8x25,8x64,8x512,32x25,32x64,32x512";
    private static final int TIMED_OUT = -1;
    private static final int WRITE = 32;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Arguments arguments;
    private final String model;
    private final List<Texts.Text> texts;
    private final List<HttpRequest> queries;
    private final Duration duration;
    private final Duration patience;

    private ListClients(Arguments arguments) throws IOException {
        this.arguments = arguments;
        this.model = arguments.text("model", "bge-small-en-v1.5");
        this.duration = arguments.seconds("seconds", 60);
        this.patience = arguments.seconds("patience", 300);
        PeerModel.unpackNatives(FOLDER);
        PeerModel fp32 = PeerModel.of("bge-small-en-v1.5", FOLDER);
        try (Tokenizer tokenizer = Tokenizer.load(fp32.tokenizer())) {
            this.texts = Texts.of(arguments.path("long"), tokenizer);
        }
        this.queries =
                Corpus.read(arguments.path("queries"), Integer.MAX_VALUE).stream()
                        .map(query ->
                                HttpRequest.json("POST", "/search", Map.of("query", query.text())))
                        .toList();
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        new ListClients(
                        new Arguments(
                                arguments,
                                "jar",
                                "long",
                                "queries",
                                "cases",
                                "seconds",
                                "patience",
                                "rate",
                                "documents",
                                "model"))
                .run();
    }

    private void run() throws Exception {
        for (String one : arguments.list("cases", CASES)) {
            try (var service =
                    new ServiceUnderLoad(
                            arguments.path("jar"),
                            FOLDER,
                            List.of(
                                    "--semblance.model=" + model,
                                    "--semblance.embedding.cache-size=0"))) {
                write(service.port());
                search(service.port(), Duration.ofSeconds(10));
                OpenLoop.Samples idle = search(service.port(), IDLE);
                String[] parts = one.split("x", -1);
                run(service.port(), Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), idle);
            }
        }
    }

    private void write(int port) throws IOException {
        try (HttpConnection connection = new HttpConnection(port)) {
            for (int from = 0; from < arguments.number("documents", 256); from += WRITE) {
                List<Map<String, String>> documents = new ArrayList<>();
                for (Texts.Text text : texts.subList(from, from + WRITE)) {
                    documents.add(Map.of("id", "d" + text.text().hashCode(), "text", text.text()));
                }
                connection.send(
                        HttpRequest.json(
                                "PUT",
                                "/v1/collections/default/documents",
                                Map.of("documents", documents)));
            }
        }
    }

    private OpenLoop.Samples search(int port, Duration time) throws InterruptedException {
        return OpenLoop.run(port, queries, arguments.number("rate", 10), time);
    }

    private void run(int port, int clients, int list, OpenLoop.Samples idle) throws Exception {
        List<HttpRequest> requests = EmbedRequests.of(texts, list);
        Queue<OpenLoop.Sample> answers = new ConcurrentLinkedQueue<>();
        long endNanos = System.nanoTime() + duration.toNanos();
        OpenLoop.Samples busy;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int first = i * requests.size() / clients;
                all.add(
                        threads.submit(() -> {
                            for (int n = first; System.nanoTime() < endNanos; n++) {
                                answers.add(send(port, requests.get(n % requests.size())));
                            }
                            return null;
                        }));
            }
            busy = search(port, duration);
            for (Future<?> client : all) {
                client.get();
            }
        }
        print(clients + "x" + list, new OpenLoop.Samples(List.copyOf(answers)), busy, idle);
    }

    private OpenLoop.Sample send(int port, HttpRequest request) throws IOException {
        long startNanos = System.nanoTime();
        int status = TIMED_OUT;
        try (HttpConnection connection = new HttpConnection(port, patience)) {
            status = connection.send(request);
        } catch (SocketTimeoutException e) {
            // The client has disconnected.
        }
        return new OpenLoop.Sample(Duration.ZERO, status, System.nanoTime() - startNanos);
    }

    private void print(
            String name, OpenLoop.Samples lists, OpenLoop.Samples busy, OpenLoop.Samples idle) {
        System.out.printf(
                "%s long texts, %s: lists by status %s (%d: left after %d s), %s%n",
                name,
                model,
                lists.byStatus(),
                TIMED_OUT,
                patience.toSeconds(),
                lists.percentiles());
        System.out.printf(
                "  searches by status %s: idle %s; during the lists %s; p99 over idle %.2f, target"
                        + " 3%n",
                busy.byStatus(),
                idle.percentiles(),
                busy.percentiles(),
                busy.percentileMillis(0.99) / idle.percentileMillis(0.99));
    }
}
