package io.semblance.load;

import io.semblance.web.LargeBody;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The responses of a service with a small heap to large bodies, four at a time, and the effect on
 * another client. Each kind of body has its own service. Prints a table: the statuses, the peak of
 * the heap, and the times of {@code /embed} of another client at the same time. Run it with
 *
 * <pre>
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark \
 *     -Dbenchmark=io.semblance.load.LargeBodyLoad \
 *     -Dbenchmark.arguments="jar=target/semblance-exec.jar folder=/tmp/large heap=512m"
 * </pre>
 */
public final class LargeBodyLoad {

    private static final int CLIENTS = 4;
    private static final Pattern HEAP =
            Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"[^}]*} ([0-9.E]+)");
    private static final String ROW = "| %-50s | %-12s | %-34s | %9s | %8s | %8s | %8s |%n";

    private final Path jar;
    private final Path folder;
    private final String heap;
    private final int rounds;

    private LargeBodyLoad(Arguments arguments) {
        this.jar = arguments.path("jar");
        this.folder = arguments.path("folder");
        this.heap = arguments.text("heap", "512m");
        this.rounds = arguments.number("rounds", 2);
    }

    /** Runs each kind, and then all kinds together. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var load =
                new LargeBodyLoad(new Arguments(args, "jar", "folder", "heap", "rounds", "kinds"));
        System.out.printf(ROW, "body", "route", "answers", "heap MB", "embeds", "p50 ms", "p99 ms");
        for (LargeBody body : LargeBody.all()) {
            load.run(body.name(), body.method() + " " + route(body), List.of(body));
        }
        load.run("all of them", "", LargeBody.all());
    }

    private static String route(LargeBody body) {
        return body.path().replaceFirst("/v1/collections/[a-z]+", "…");
    }

    private void run(String name, String route, List<LargeBody> bodies)
            throws IOException, InterruptedException {
        List<String> options = List.of("-Xmx" + heap, "--add-modules", "jdk.incubator.vector");
        try (ServiceUnderLoad process = new ServiceUnderLoad(options, jar, folder, List.of())) {
            Service service = new Service(process.port());
            service.put("/v1/collections/large", "{}");
            service.put(
                    "/v1/collections/large/documents",
                    "{\"documents\":[{\"id\":\"a\",\"text\":\"one\"}]}");
            Other other = new Other(service);
            Thread watcher = Thread.ofPlatform().start(other::watchHeap);
            Thread embedder = Thread.ofPlatform().start(other::embed);
            Map<String, Integer> answers = send(bodies, process.port());
            other.done.set(true);
            watcher.join();
            embedder.join();
            System.out.printf(
                    ROW,
                    name,
                    route,
                    answers,
                    other.peakBytes >> 20,
                    other.millis.size()
                            + (other.failed == 0 ? "" : ", %d failed".formatted(other.failed)),
                    other.percentile(50),
                    other.percentile(99));
        }
    }

    /** The number of responses by status. */
    private Map<String, Integer> send(List<LargeBody> bodies, int port)
            throws InterruptedException {
        Map<String, Integer> answers = new TreeMap<>();
        try (var clients = Executors.newFixedThreadPool(CLIENTS);
                HttpClient http = HttpClient.newHttpClient()) {
            List<Callable<String>> sends =
                    Stream.generate(() -> bodies)
                            .limit((long) rounds * (bodies.size() == 1 ? CLIENTS : 1))
                            .flatMap(List::stream)
                            .<Callable<String>>map(body -> () -> status(body, http, port))
                            .toList();
            for (var sent : clients.invokeAll(sends)) {
                answers.merge(sent.get(), 1, Integer::sum);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return answers;
    }

    private static String status(LargeBody body, HttpClient http, int port)
            throws InterruptedException {
        try {
            var answer = body.send(http, port);
            int status = answer.statusCode();
            return body.accepts(status) ? String.valueOf(status) : status + "!";
        } catch (IOException e) {
            return "none!";
        }
    }

    /** A client with small requests, and a client that reads the metrics. */
    private static final class Other {

        private final Service service;
        private final AtomicBoolean done = new AtomicBoolean();
        private final List<Long> millis = new ArrayList<>();
        private int failed;
        private long peakBytes;

        Other(Service service) {
            this.service = service;
        }

        void embed() {
            for (int i = 0; !done.get(); i++) {
                long startNanos = System.nanoTime();
                try {
                    Answer answer = service.post("/embed", "{\"inputs\":\"text %d\"}".formatted(i));
                    failed += answer.status() == 200 ? 0 : 1;
                } catch (UncheckedIOException e) {
                    failed++;
                }
                millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
            }
        }

        void watchHeap() {
            while (!done.get()) {
                try {
                    Matcher used = HEAP.matcher(service.get("/metrics").body());
                    long bytes = 0;
                    while (used.find()) {
                        bytes += (long) Double.parseDouble(used.group(1));
                    }
                    peakBytes = Math.max(peakBytes, bytes);
                    Thread.sleep(20);
                } catch (UncheckedIOException e) {
                    return;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        long percentile(int percent) {
            List<Long> sorted = millis.stream().sorted().toList();
            return sorted.isEmpty() ? -1 : sorted.get((sorted.size() - 1) * percent / 100);
        }
    }
}
