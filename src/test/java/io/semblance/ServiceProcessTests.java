package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What only a process of its own shows: that it survives its death, keeps its data and is quiet.
 */
class ServiceProcessTests {

    private static final int KILLS = 10;
    private static final int WRITERS = 4;

    /** Several chunks in a short text: the tests are about writes, not about embedding. */
    private static final String SMALL_CHUNKS = "{\"chunking\":{\"maxTokens\":32,\"overlap\":4}}";

    private static final String COLLECTION = "/v1/collections/kb";
    private static final String PATH = COLLECTION + "/documents";

    /**
     * Options of the JVM for the start: most of what these tests do is start processes, and without
     * the optimising compiler a start takes half as much CPU time.
     */
    private static final List<String> SHORT_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Path data = TestData.newDirectory();

    @Test
    void everyAcknowledgedDocumentSurvivesTenKills() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        for (int kill = 0; kill < KILLS; kill++) {
            try (ServiceProcess process = start()) {
                Service service = process.service();
                assertThat(service.put(COLLECTION, SMALL_CHUNKS).status())
                        .isEqualTo(kill == 0 ? 201 : 200);
                assertWhole(service, acknowledged);
                writeUntilKilled(process, service, acknowledged, 5 + 3 * kill);
            }
        }
        try (ServiceProcess process = start()) {
            assertWhole(process.service(), acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThan(100);
    }

    /** Starts the service with the model that loads with the least work. */
    private ServiceProcess start() {
        return new ServiceProcess(data, options("-Dsemblance.model=bge-small-en-v1.5-q"));
    }

    private static String[] options(String... more) {
        return Stream.concat(SHORT_START.stream(), Stream.of(more)).toArray(String[]::new);
    }

    /** Kills the process in the midst of writes, when so many more were acknowledged. */
    private static void writeUntilKilled(
            ServiceProcess process, Service service, Set<String> acknowledged, int more)
            throws InterruptedException {
        int before = acknowledged.size();
        CountDownLatch enough = new CountDownLatch(more);
        AtomicInteger next = new AtomicInteger(before * 10);
        List<Thread> writers =
                IntStream.range(0, WRITERS)
                        .mapToObj(_ ->
                                Thread.ofVirtual()
                                        .start(() -> write(service, next, acknowledged, enough)))
                        .toList();
        enough.await();
        process.kill();
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private static void write(
            Service service, AtomicInteger next, Set<String> acknowledged, CountDownLatch enough) {
        try {
            while (true) {
                String id = "d" + next.getAndIncrement();
                Answer answer =
                        service.put(
                                PATH,
                                JsonMapper.shared()
                                        .writeValueAsString(
                                                Map.of(
                                                        "documents",
                                                        List.of(
                                                                Map.of(
                                                                        "id", id, "text",
                                                                        text(id))))));
                assertThat(answer.status()).isEqualTo(200);
                acknowledged.add(id);
                enough.countDown();
            }
        } catch (UncheckedIOException killed) {
            // The service is gone: what it was writing was not acknowledged.
            return;
        }
    }

    /** Several chunks, each with the id in it. */
    private static String text(String id) {
        return "Document %s tells of pumps, valves and seals. ".formatted(id).repeat(10);
    }

    private static void assertWhole(Service service, Set<String> acknowledged) {
        List<String> ids = new ArrayList<>(acknowledged);
        for (int from = 0; from < ids.size(); from += 500) {
            List<String> some = ids.subList(from, Math.min(from + 500, ids.size()));
            Answer answer =
                    service.post(
                            PATH + "/get",
                            JsonMapper.shared().writeValueAsString(Map.of("ids", some)));
            assertThat(answer.json().path("missing")).isEmpty();
            answer.json()
                    .path("documents")
                    .forEach(document -> {
                        String id = document.path("id").asString();
                        assertThat(document.path("text").asString()).isEqualTo(text(id));
                        assertThat(document.path("chunks").asInt()).isGreaterThan(2);
                    });
        }
        if (!ids.isEmpty()) {
            var listed = service.get(PATH + "?limit=1000").json();
            assertThat(listed.path("cursor").isNull()).isTrue();
            assertThat(service.get(COLLECTION).json().path("chunks").asInt())
                    .as("no document is there in part")
                    .isEqualTo(
                            listed.path("documents")
                                    .valueStream()
                                    .mapToInt(document -> document.path("chunks").asInt())
                                    .sum());
            String some = ids.getLast();
            var found =
                    service.post(
                            COLLECTION + "/search",
                            "{\"query\":\"%s\",\"mode\":\"lexical\",\"limit\":1}".formatted(some));
            assertThat(found.json().at("/results/0/id").asString()).isEqualTo(some);
        }
    }

    @Test
    void secondServiceOnTheSameDataIsRefused() throws Exception {
        try (ServiceProcess first = start()) {
            Service service = first.service();
            try (ServiceProcess second = start()) {
                assertThat(second.outputAtEnd())
                        .contains("APPLICATION FAILED TO START")
                        .contains("Another process uses the data directory")
                        .contains(data.toString());
            }
            assertThat(service.get("/v1/collections").status()).isEqualTo(200);
        }
    }

    @Test
    void nothingLeavesTheMachine() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread listener = Thread.ofVirtual().start(() -> count(proxy, connections));
        try (proxy) {
            String port = String.valueOf(proxy.getLocalPort());
            try (ServiceProcess process =
                    new ServiceProcess(
                            SocketWatch.class,
                            data,
                            options(
                                    "-Dhttp.proxyHost=127.0.0.1",
                                    "-Dhttp.proxyPort=" + port,
                                    "-Dhttps.proxyHost=127.0.0.1",
                                    "-Dhttps.proxyPort=" + port))) {
                Service service = process.service();
                assertThat(
                                service.put(
                                                PATH,
                                                "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"}]}")
                                        .status())
                        .isEqualTo(200);
                assertThat(service.post(COLLECTION + "/search", "{\"query\":\"one\"}").status())
                        .isEqualTo(200);
                process.kill();
                assertThat(process.outputAtEnd()).doesNotContain(SocketWatch.SEEN);
            }
        }
        listener.join();
        assertThat(connections).hasValue(0);
    }

    private static void count(ServerSocket proxy, AtomicInteger connections) {
        try {
            while (true) {
                proxy.accept().close();
                connections.incrementAndGet();
            }
        } catch (IOException closed) {
            return;
        }
    }
}
