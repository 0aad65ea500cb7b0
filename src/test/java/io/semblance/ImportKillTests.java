package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.postgres.PostgresServer;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Imports whose service or database is killed at any moment: in the end every document is there
 * once, and the job says so.
 *
 * <p>By hand, with more of them: {@code -Dimport.kills=20 -Dimport.documents=20000}.
 */
class ImportKillTests {

    private static final int KILLS = Integer.getInteger("import.kills", 3);
    private static final int DOCUMENTS = Integer.getInteger("import.documents", 1_500);
    private static final String COLLECTION = "/v1/collections/killed";

    private final Random random = new Random(19);
    private final Path data = TestData.newDirectory();

    private static String file() {
        return IntStream.range(0, DOCUMENTS)
                .mapToObj(i ->
                        "{\"id\": \"d%d\", \"text\": \"Document number %d tells of the %s.\", \"n\": %d}"
                                .formatted(i, i, i % 2 == 0 ? "sea" : "hills", i))
                .collect(Collectors.joining("\n"));
    }

    private static String accepted(Service service) {
        Answer accepted =
                service.send(
                        "POST",
                        COLLECTION + "/documents/import",
                        file(),
                        "Content-Type",
                        "application/x-ndjson");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        return accepted.header("Location");
    }

    /** The number of finished documents; -1 while the service does not know. */
    private static long done(Service service, String job) {
        try {
            Answer answer = service.get(job);
            return answer.status() == 200 ? answer.json().at("/documents/done").asLong() : -1;
        } catch (UncheckedIOException e) {
            return -1;
        }
    }

    /** Waits until the job has got a little further. */
    private void awaitProgress(Service service, String job) {
        long from = Math.max(0, done(service, job));
        long more = random.nextLong(DOCUMENTS / (2L * KILLS));
        TestWaits.until(
                "the import goes on",
                () -> {
                    long done = done(service, job);
                    return done > from + more || done == DOCUMENTS;
                });
    }

    private static void assertWhole(Service service, String path) {
        TestWaits.until(
                "the import is finished",
                () -> {
                    try {
                        JsonNode job = service.get(path).json();
                        return job.has("finishedAt") && !job.get("finishedAt").isNull();
                    } catch (UncheckedIOException e) {
                        return false;
                    }
                });
        JsonNode job = service.get(path).json();
        assertThat(job.get("state").asString()).as(job.toString()).isEqualTo("succeeded");
        assertThat(job.get("documents").toString())
                .isEqualTo(
                        "{\"total\":%1$d,\"done\":%1$d,\"created\":%1$d,\"updated\":0,\"unchanged\":0,\"skipped\":0,\"failed\":0}"
                                .formatted(DOCUMENTS));
        JsonNode collection = service.get(COLLECTION).json();
        assertThat(collection.get("documents").asInt()).isEqualTo(DOCUMENTS);
        assertThat(collection.get("chunks").asInt()).isEqualTo(DOCUMENTS);
        List<String> ids = new ArrayList<>();
        service.get(COLLECTION + "/export?vectors=true")
                .body()
                .lines()
                .map(Service.JSON::readTree)
                .forEach(document -> {
                    ids.add(document.get("id").asString());
                    assertThat(document.at("/embedding/chunks").size()).isEqualTo(1);
                });
        assertThat(ids).hasSize(DOCUMENTS).doesNotHaveDuplicates();
    }

    @Test
    void embeddedServiceThatIsKilledGoesOn() throws InterruptedException {
        ServiceProcess process = new ServiceProcess(data, "-Xmx512m");
        try {
            String job = accepted(process.service());
            for (int kill = 0; kill < KILLS; kill++) {
                awaitProgress(process.service(), job);
                process.kill();
                process = new ServiceProcess(data, "-Xmx512m");
            }
            assertWhole(process.service(), job);
        } finally {
            process.close();
        }
    }

    @Test
    void replicasShareAnImportAndSurviveTheKillOfEither() throws InterruptedException {
        PostgresServer server = PostgresServer.shared();
        String[] options = options(server, server.urlOfNewSchema());
        ServiceProcess first = new ServiceProcess(data, options);
        Service started = first.service();
        ServiceProcess second = new ServiceProcess(TestData.newDirectory(), options);
        try {
            String job = accepted(started);
            awaitProgress(second.service(), job);
            first.kill();
            awaitProgress(second.service(), job);
            first = new ServiceProcess(data, options);
            awaitProgress(first.service(), job);
            second.kill();
            assertWhole(first.service(), job);
        } finally {
            first.close();
            second.close();
        }
    }

    @Test
    void databaseThatIsKilledLosesNothing() {
        try (PostgresServer server = PostgresServer.own();
                ServiceProcess process = new ServiceProcess(data, options(server, server.url()))) {
            Service service = process.service();
            String job = accepted(service);
            for (int kill = 0; kill < Math.max(1, KILLS / 4); kill++) {
                awaitProgress(service, job);
                server.kill();
                server.restart();
            }
            assertWhole(service, job);
        }
    }

    private static String[] options(PostgresServer server, String url) {
        return new String[] {
            "-Dsemblance.store=pgvector",
            "-Dspring.datasource.url=" + url,
            "-Dspring.datasource.username=" + server.username(),
            "-Dspring.datasource.password=" + server.password(),
            "-Dsemblance.jobs.lease=5s"
        };
    }
}
