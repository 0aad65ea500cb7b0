package io.semblance.load;

import io.semblance.Corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Compares {@code /search} while documents are written as fast as the service accepts them with the
 * same searches on an idle service: percentiles of alternating phases, and their ratio. Queries are
 * sent at fixed times, and each is embedded again.
 *
 * <pre>
 * mvn -q -DskipTests package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.SearchUnderImport \
 *     -Dbenchmark.arguments="jar=target/semblance-0.1.0-SNAPSHOT-exec.jar corpus=corpus.jsonl queries=queries.jsonl"
 * </pre>
 *
 * <p>More arguments: {@code rate=10} searches per second, {@code seconds=30} per phase, {@code
 * rounds=3}, {@code writers=2}, {@code batch=32} documents in a write, {@code documents=512} that
 * exist at the start, {@code mode=hybrid}.
 */
public final class SearchUnderImport {

    private static final Path FOLDER = Path.of("target/benchmark").toAbsolutePath();
    private static final int MOST = 8_192;
    private static final Duration WARM = Duration.ofSeconds(10);

    private final Arguments arguments;
    private final List<Corpus.Entry> corpus;
    private final List<HttpRequest> queries;
    private final int batch;
    private final AtomicInteger written = new AtomicInteger();

    private SearchUnderImport(Arguments arguments) throws IOException {
        this.arguments = arguments;
        this.batch = arguments.number("batch", 32);
        this.corpus = Corpus.read(arguments.path("corpus"), MOST);
        String mode = arguments.text("mode", "hybrid");
        this.queries =
                Corpus.read(arguments.path("queries"), MOST).stream()
                        .map(query ->
                                HttpRequest.json(
                                        "POST",
                                        "/search",
                                        Map.of("query", query.text(), "mode", mode, "limit", 10)))
                        .toList();
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        new SearchUnderImport(
                        new Arguments(
                                arguments,
                                "jar",
                                "corpus",
                                "queries",
                                "rate",
                                "seconds",
                                "rounds",
                                "writers",
                                "batch",
                                "documents",
                                "mode"))
                .run();
    }

    private void run() throws Exception {
        Duration duration = arguments.seconds("seconds", 30);
        double[] ratios = new double[arguments.number("rounds", 3)];
        try (var service =
                new ServiceUnderLoad(
                        arguments.path("jar"),
                        FOLDER,
                        List.of("--semblance.embedding.cache-size=0"))) {
            try (HttpConnection connection = new HttpConnection(service.port())) {
                while (written.get() < arguments.number("documents", 512)) {
                    write(connection);
                }
            }
            search(service.port(), WARM);
            for (int i = 0; i < ratios.length; i++) {
                OpenLoop.Samples idle = search(service.port(), duration);
                OpenLoop.Samples busy = searchUnderImport(service.port(), duration);
                print("idle", idle);
                print("import", busy);
                ratios[i] = busy.percentileMillis(0.99) / idle.percentileMillis(0.99);
            }
        }
        System.out.printf(
                "p99 of a search, import over idle: %s, target 3%n", Rounds.of(ratios).by("%.2f"));
    }

    private static void print(String phase, OpenLoop.Samples samples) {
        System.out.printf(
                "%-6s %s, by status %s%n", phase, samples.percentiles(), samples.byStatus());
    }

    private OpenLoop.Samples search(int port, Duration duration) throws InterruptedException {
        return OpenLoop.run(port, queries, arguments.number("rate", 10), duration);
    }

    private OpenLoop.Samples searchUnderImport(int port, Duration duration)
            throws InterruptedException, ExecutionException {
        AtomicBoolean over = new AtomicBoolean();
        int before = written.get();
        List<Future<Boolean>> writers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < arguments.number("writers", 2); i++) {
                writers.add(threads.submit(() -> writeUntil(over, port)));
            }
            OpenLoop.Samples samples;
            try {
                samples = search(port, duration);
            } finally {
                over.set(true);
            }
            for (Future<Boolean> writer : writers) {
                writer.get();
            }
            System.out.printf(
                    "%.1f documents/s during the searches%n",
                    (double) (written.get() - before) / duration.toSeconds());
            return samples;
        }
    }

    private boolean writeUntil(AtomicBoolean over, int port) throws IOException {
        try (HttpConnection connection = new HttpConnection(port)) {
            while (!over.get()) {
                write(connection);
            }
        }
        return true;
    }

    /** Writes new documents, whose texts may have been written with another id before. */
    private void write(HttpConnection connection) throws IOException {
        int from = written.getAndAdd(batch);
        List<Map<String, String>> documents = new ArrayList<>();
        for (int i = from; i < from + batch; i++) {
            Corpus.Entry entry = corpus.get(i % corpus.size());
            documents.add(Map.of("id", "d" + i, "title", entry.title(), "text", entry.text()));
        }
        int status =
                connection.send(
                        HttpRequest.json(
                                "PUT",
                                "/v1/collections/default/documents",
                                Map.of("documents", documents)));
        if (status != 200) {
            throw new IOException("a write of %d documents got %d".formatted(batch, status));
        }
    }
}
