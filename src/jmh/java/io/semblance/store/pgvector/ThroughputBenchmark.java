package io.semblance.store.pgvector;

import io.semblance.load.HttpConnection;
import io.semblance.load.HttpRequest;
import io.semblance.load.Rounds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Queries per second of raw-vector {@code /search} over HTTP, compared with pgbench with the same
 * SQL.
 */
final class ThroughputBenchmark {

    private static final int CLIENTS = 8;
    private static final int SECONDS = 15;

    /** The time until the JIT compilers have compiled the code of a search. */
    private static final int WARM_UP_SECONDS = 75;

    private static final int ROUNDS = 3;

    private final int port;
    private final Pgbench pgbench;
    private final List<HttpRequest> requests;

    ThroughputBenchmark(int port, String collection, float[][] queries, Pgbench pgbench) {
        this.port = port;
        this.pgbench = pgbench;
        this.requests =
                Arrays.stream(queries)
                        .map(query ->
                                HttpRequest.json(
                                        "POST",
                                        "/v1/collections/%s/search".formatted(collection),
                                        Map.of("vector", query, "limit", 10, "include", List.of())))
                        .toList();
    }

    void run() throws Exception {
        http(WARM_UP_SECONDS);
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double sql = pgbench.queriesPerSecond(CLIENTS, SECONDS);
            double search = http(SECONDS);
            ratios[round] = search / sql;
            System.out.printf(
                    "%d clients: /search by vector %,.0f queries/s, the same SQL through pgbench"
                            + " %,.0f; ratio %.2f%n",
                    CLIENTS, search, sql, ratios[round]);
        }
        System.out.printf(
                "ratio, median of %d: %.2f (target 0.80)%n", ROUNDS, Rounds.of(ratios).median());
    }

    /** Queries per second over HTTP; the client shares the CPU and parses nothing. */
    private double http(int seconds) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long startNanos = System.nanoTime();
        long endNanos = startNanos + seconds * 1_000_000_000L;
        List<Callable<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(() -> sendUntil(endNanos, next));
        }
        int answered = 0;
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (var client : threads.invokeAll(clients)) {
                answered += client.get();
            }
        }
        return answered * 1e9 / (System.nanoTime() - startNanos);
    }

    private int sendUntil(long endNanos, AtomicInteger next) throws Exception {
        int answered = 0;
        try (var connection = new HttpConnection(port)) {
            while (System.nanoTime() < endNanos) {
                HttpRequest request = requests.get(next.getAndIncrement() % requests.size());
                int status = connection.send(request);
                if (status != 200) {
                    throw new IllegalStateException("/search answered " + status);
                }
                answered++;
            }
        }
        return answered;
    }
}
