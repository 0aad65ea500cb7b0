package io.semblance.web.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.semblance.Semblance;
import io.semblance.TestData;
import io.semblance.postgres.PostgresServer;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** A service whose database goes away and comes back, and several services on one database. */
@Timeout(180)
class DatabaseOutageTests {

    private static final String DOCUMENTS = "/v1/collections/kb/documents";

    private static ConfigurableApplicationContext start(PostgresServer server, String url) {
        return new SpringApplicationBuilder(Semblance.class)
                .run(
                        "--server.port=0",
                        "--semblance.data-dir=" + TestData.newDirectory(),
                        "--semblance.store=pgvector",
                        "--semblance.pgvector.connect-timeout=500ms",
                        "--spring.datasource.url=" + url,
                        "--spring.datasource.username=" + server.username(),
                        "--spring.datasource.password=" + server.password());
    }

    private static Service service(ConfigurableApplicationContext context) {
        var server = ((ServletWebServerApplicationContext) context).getWebServer();
        return new Service(Objects.requireNonNull(server).getPort());
    }

    @Test
    void serviceStartsWithoutItsDatabaseAndUsesItOnceItIsThere() {
        try (PostgresServer server = PostgresServer.own()) {
            server.kill();
            try (var context = start(server, server.url())) {
                Service service = service(context);
                assertDown(service);

                server.restart();
                await().atMost(Duration.ofSeconds(60)).until(() -> isReady(service));
                assertThat(put(service, "a").status()).isEqualTo(200);
                assertThat(search(service).json().at("/results/0/id").asString()).isEqualTo("a");
            }
        }
    }

    private static void assertDown(Service service) {
        assertThat(service.get("/actuator/health/readiness").status()).isEqualTo(503);
        assertThat(service.get("/actuator/health/liveness").status()).isEqualTo(200);
        assertThat(service.post("/embed", "{\"inputs\":\"still here\"}").status()).isEqualTo(200);
        for (Answer answer :
                List.of(put(service, "a"), search(service), service.get("/v1/collections"))) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().path("code").asString()).isEqualTo("store_unavailable");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
    }

    @Test
    void killedDatabaseCostsNoAcknowledgedDocumentAndIsNever500() throws Exception {
        try (PostgresServer server = PostgresServer.own();
                var context = start(server, server.url())) {
            Service service = service(context);
            // A loaded machine may start before the pool has its first connection.
            await().atMost(Duration.ofSeconds(60)).until(() -> isReady(service));
            Answer first = put(service, "first");
            assertThat(first.status()).as(first.body()).isEqualTo(200);
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            Set<Integer> statuses = ConcurrentHashMap.newKeySet();
            AtomicBoolean done = new AtomicBoolean();
            CountDownLatch some = new CountDownLatch(40);
            List<Thread> threads = new ArrayList<>();
            for (int writer = 0; writer < 3; writer++) {
                String prefix = "w" + writer + "-";
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    for (int i = 0; !done.get(); i++) {
                                        Answer answer = put(service, prefix + i);
                                        statuses.add(answer.status());
                                        if (answer.status() == 200
                                                && !answer.json().path("errors").asBoolean()) {
                                            acknowledged.add(prefix + i);
                                            some.countDown();
                                        }
                                    }
                                }));
            }
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!done.get()) {
                                    statuses.add(search(service).status());
                                }
                            }));
            some.await();
            server.kill();
            await().atMost(Duration.ofSeconds(30)).until(() -> statuses.contains(503));
            assertDown(service);
            server.restart();
            await().atMost(Duration.ofSeconds(60)).until(() -> isReady(service));
            done.set(true);
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(statuses).containsExactlyInAnyOrder(200, 503);
            Answer list = service.get(DOCUMENTS + "?limit=1000");
            assertThat(list.status()).isEqualTo(200);
            Set<String> there = new HashSet<>();
            list.json()
                    .path("documents")
                    .forEach(document -> there.add(document.path("id").asString()));
            assertThat(there).containsAll(acknowledged);
        }
    }

    @Test
    void severalServicesShareOneDatabase() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String url = server.urlOfNewSchema();
        try (var first = start(server, url);
                var second = start(server, url)) {
            Service a = service(first);
            Service b = service(second);

            assertThat(put(a, "a").status()).isEqualTo(200);
            assertThat(search(b).json().at("/results/0/id").asString()).isEqualTo("a");

            // One drops the collection and makes it anew: the other has the old one open.
            assertThat(a.delete("/v1/collections/kb").status()).isEqualTo(204);
            assertThat(search(b).status()).isEqualTo(404);
            assertThat(put(a, "new").status()).isEqualTo(200);
            assertThat(search(b).json().at("/results/0/id").asString()).isEqualTo("new");

            assertThat(madeByAllAtOnce(List.of(a, b))).containsOnly(200, 201);
            assertThat(a.get("/v1/collections").json().path("collections")).hasSize(6);
        }
    }

    /** Five collections, each made by every service at the same time. */
    private static List<Integer> madeByAllAtOnce(List<Service> services)
            throws InterruptedException {
        List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads =
                IntStream.range(0, 5)
                        .boxed()
                        .flatMap(number ->
                                services.stream()
                                        .map(service ->
                                                Thread.ofVirtual()
                                                        .start(() ->
                                                                statuses.add(
                                                                        service.put(
                                                                                        "/v1/collections/c"
                                                                                                + number,
                                                                                        "{}")
                                                                                .status()))))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        return statuses;
    }

    private static boolean isReady(Service service) {
        return service.get("/actuator/health/readiness").status() == 200;
    }

    private static Answer put(Service service, String id) {
        return service.put(
                DOCUMENTS,
                "{\"documents\":[{\"id\":\"%s\",\"text\":\"A pump and a valve.\"}]}".formatted(id));
    }

    private static Answer search(Service service) {
        return service.post("/v1/collections/kb/search", "{\"query\":\"pump\"}");
    }
}
