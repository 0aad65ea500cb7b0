package io.semblance.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The routes that the commands use, over real HTTP, with the faults of networks and services on
 * demand. Documents whose line contains {@code bad} fail.
 */
final class FakeService implements AutoCloseable {

    private static final Charset UTF_8 = StandardCharsets.UTF_8;

    /** Uploads whose connection is cut when a part has been read. */
    final AtomicInteger cutUploads = new AtomicInteger();

    /** Uploads that are answered by 503. */
    final AtomicInteger busyUploads = new AtomicInteger();

    /** Streams of events that are cut after the first event. */
    final AtomicInteger cutEvents = new AtomicInteger();

    /** Jobs wait for it before they finish. */
    volatile CountDownLatch mayFinish = new CountDownLatch(0);

    final CountDownLatch eventsRequested = new CountDownLatch(1);
    final CountDownLatch uploadStarted = new CountDownLatch(1);

    /** Uploads are not read before. */
    volatile CountDownLatch mayRead = new CountDownLatch(0);

    volatile String requiredKey = "";
    volatile boolean events = true;
    volatile boolean exportIsCut;
    volatile byte[] export = new byte[0];
    volatile String searchAnswer = "{\"results\":[],\"warnings\":[]}";

    final List<FakeUpload> uploads = new CopyOnWriteArrayList<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final Map<String, FakeJob> jobs = new ConcurrentHashMap<>();
    private final Map<String, FakeJob> jobOfKey = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    FakeService() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        String authorization = header(exchange, "Authorization");
        if (!requiredKey.isEmpty() && !authorization.equals("Bearer " + requiredKey)) {
            error(exchange, 401, "unauthorized", "an API key is required");
        } else if (path.endsWith("/documents/import")) {
            importDocuments(exchange, path);
        } else if (path.endsWith("/export")) {
            export(exchange);
        } else if (path.endsWith("/search")) {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            answer(exchange, 200, searchAnswer);
        } else if (path.equals("/v1/jobs")) {
            list(exchange);
        } else if (path.startsWith("/v1/jobs/")) {
            job(exchange, path.split("/", -1));
        } else {
            error(exchange, 404, "not_found", "there is no route " + path);
        }
    }

    private void importDocuments(HttpExchange exchange, String path) throws IOException {
        String key = header(exchange, "Idempotency-Key");
        FakeJob existing = jobOfKey.get(key);
        if (existing != null) {
            answer(exchange, 202, existing.json(true));
            return;
        }
        uploadStarted.countDown();
        await(mayRead);
        if (busyUploads.getAndDecrement() > 0) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            error(exchange, 503, "server_busy", "try again");
            return;
        }
        if (cutUploads.getAndDecrement() > 0) {
            exchange.getRequestBody().readNBytes(10);
            throw new IOException("cut");
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        FakeUpload upload =
                new FakeUpload(
                        path,
                        String.valueOf(exchange.getRequestURI().getQuery()),
                        header(exchange, "Content-Type"),
                        header(exchange, "Content-Encoding"),
                        key,
                        header(exchange, "Content-Length"),
                        body);
        uploads.add(upload);
        FakeJob job = new FakeJob(path.split("/", -1)[3], upload.text());
        jobs.put(job.id(), job);
        if (!key.isEmpty()) {
            jobOfKey.put(key, job);
        }
        answer(exchange, 202, job.json(true));
    }

    private void list(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        String key = value(query, "idempotencyKey", "");
        Stream<FakeJob> asked =
                key.isEmpty() ? jobs.values().stream() : Stream.ofNullable(jobOfKey.get(key));
        List<String> all = asked.map(each -> each.json(false)).toList();
        int from = Integer.parseInt(value(query, "cursor", "0"));
        int to = Math.min(all.size(), from + Integer.parseInt(value(query, "limit", "20")));
        String cursor = to < all.size() ? "\"" + to + "\"" : "null";
        String page = all.subList(from, to).toString();
        answer(exchange, 200, "{\"jobs\":%s,\"cursor\":%s}".formatted(page, cursor));
    }

    private static String value(String query, String name, String absent) {
        return Stream.of(query.split("&", -1))
                .filter(each -> each.startsWith(name + "="))
                .map(each -> each.substring(name.length() + 1))
                .findFirst()
                .orElse(absent);
    }

    private void job(HttpExchange exchange, String[] path) throws IOException {
        FakeJob job = jobs.get(path[3]);
        if (job == null) {
            error(exchange, 404, "job_not_found", "there is no job '%s'".formatted(path[3]));
        } else if (path.length == 4) {
            if (!events && job.requests.incrementAndGet() > 2) {
                job.finish();
            }
            answer(exchange, 200, job.json(true));
        } else if (path[4].equals("events")) {
            events(exchange, job);
        } else if (job.isFinished()) {
            error(exchange, 409, "job_finished", "job %s is %s".formatted(job.id(), job.state()));
        } else {
            job.cancel();
            answer(exchange, 200, job.json(true));
        }
    }

    private void events(HttpExchange exchange, FakeJob job) throws IOException {
        if (!events) {
            error(exchange, 501, "not_supported", "no events");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write(
                ": hello\n\nevent: progress\ndata: %s\n\n"
                        .formatted(job.json(false))
                        .getBytes(UTF_8));
        out.flush();
        eventsRequested.countDown();
        if (cutEvents.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("cut");
        }
        await(mayFinish);
        job.finish();
        out.write("event: finished\ndata: %s\n\n".formatted(job.json(true)).getBytes(UTF_8));
        out.close();
    }

    private void export(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write(export, 0, export.length / 2);
        out.flush();
        await(mayFinish);
        if (exportIsCut) {
            throw new IOException("cut");
        }
        out.write(export, export.length / 2, export.length - export.length / 2);
        out.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static void error(HttpExchange exchange, int status, String code, String detail)
            throws IOException {
        Map<String, Object> problem = Map.of("status", status, "code", code, "detail", detail);
        answer(exchange, status, JsonMapper.shared().writeValueAsString(problem));
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
