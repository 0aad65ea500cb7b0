package io.semblance.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Sends requests at fixed times, independent of earlier responses, as independent clients do. The
 * time of a response is measured from the time at which its request was due, so a delay in this
 * client is included.
 */
final class OpenLoop {

    /** Below Tomcat's limit of 8,192 connections. */
    private static final int MAX_IN_FLIGHT = 8_000;

    /** The status of a request whose connection broke. */
    static final int BROKEN = 0;

    private OpenLoop() {}

    /** A response. */
    record Sample(Duration due, int status, long nanos) {}

    /** The samples of all requests. */
    record Samples(List<Sample> all) {

        Map<Integer, Long> byStatus() {
            return all.stream()
                    .collect(
                            Collectors.groupingBy(
                                    Sample::status, TreeMap::new, Collectors.counting()));
        }

        /** The samples of the requests that were due in an interval. */
        Samples between(Duration from, Duration to) {
            return new Samples(
                    all.stream()
                            .filter(s -> s.due().compareTo(from) >= 0 && s.due().compareTo(to) < 0)
                            .toList());
        }

        /** A percentile of the times with status 200 in milliseconds; NaN if there are none. */
        double percentileMillis(double share) {
            List<Sample> answered =
                    all.stream()
                            .filter(sample -> sample.status() == 200)
                            .sorted(Comparator.comparingLong(Sample::nanos))
                            .toList();
            int rank = (int) Math.ceil(share * answered.size()) - 1;
            return rank < 0 ? Double.NaN : answered.get(rank).nanos() / 1e6;
        }

        String percentiles() {
            return "p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms"
                    .formatted(
                            percentileMillis(0.5), percentileMillis(0.99), percentileMillis(0.999));
        }
    }

    /**
     * Sends {@code perSecond} requests per second for a duration, and waits for the last response.
     */
    static Samples run(int port, List<HttpRequest> requests, double perSecond, Duration duration)
            throws InterruptedException {
        Queue<Sample> samples = new ConcurrentLinkedQueue<>();
        Deque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
        Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
        long startNanos = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long count = (long) (perSecond * duration.toNanos() / 1e9);
            for (long i = 0; i < count; i++) {
                Duration due = Duration.ofNanos((long) (i * 1e9 / perSecond));
                long dueNanos = startNanos + due.toNanos();
                while (System.nanoTime() < dueNanos) {
                    LockSupport.parkNanos(dueNanos - System.nanoTime());
                }
                HttpRequest request = requests.get((int) (i % requests.size()));
                inFlight.acquire();
                threads.execute(() -> {
                    int status = send(port, request, idle);
                    inFlight.release();
                    samples.add(new Sample(due, status, System.nanoTime() - dueNanos));
                });
            }
        } finally {
            idle.forEach(OpenLoop::close);
        }
        return new Samples(new ArrayList<>(samples));
    }

    /**
     * Sends a request over an open connection or a new one. The service closes a connection that
     * was idle for long, possibly while it is being used: then a new one is opened, as HTTP clients
     * do.
     */
    private static int send(int port, HttpRequest request, Deque<HttpConnection> idle) {
        HttpConnection reused = idle.pollFirst();
        int status = reused == null ? BROKEN : send(reused, request, idle);
        if (status != BROKEN) {
            return status;
        }
        try {
            return send(new HttpConnection(port), request, idle);
        } catch (IOException e) {
            return BROKEN;
        }
    }

    private static int send(
            HttpConnection connection, HttpRequest request, Deque<HttpConnection> idle) {
        try {
            int status = connection.send(request);
            idle.addFirst(connection);
            return status;
        } catch (IOException e) {
            close(connection);
            return BROKEN;
        }
    }

    private static void close(HttpConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // The connection is not used again in either case.
        }
    }
}
