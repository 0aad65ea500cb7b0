package io.semblance.web.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.ErrorBodies;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** More work than the queue holds: refused at once, in each dialect, and nothing else breaks. */
@TestPropertySource(
        properties = {
            "semblance.embedding.queue-tokens=512",
            "semblance.embedding.lanes=1",
            "semblance.embedding.cache-size=0"
        })
class OverloadTests extends HttpTests {

    private static final List<String> MUCH =
            IntStream.range(0, 16).mapToObj(i -> i + " word".repeat(200)).toList();

    private static final String FULL =
            "queue full: \\d+ of 512 tokens used, this request needs \\d+; retry in \\d+ s, send"
                    + " fewer texts at once or raise semblance.embedding.queue-tokens";

    @Test
    void fullQueueIsAnsweredWith429AndRetryAfter() throws Exception {
        List<Answer> tei = atOnce("/embed", Map.of("inputs", MUCH));
        List<Answer> openAi = atOnce("/v1/embeddings", Map.of("input", MUCH));

        assertThat(tei).allSatisfy(each -> assertThat(each.status()).isIn(200, 429));
        assertThat(refused(tei))
                .isNotEmpty()
                .allSatisfy(each -> {
                    assertThat(Integer.parseInt(each.header("Retry-After"))).isPositive();
                    ErrorBodies.assertTei(each.json(), FULL, "Overloaded");
                });
        assertThat(openAi).allSatisfy(each -> assertThat(each.status()).isIn(200, 429));
        assertThat(refused(openAi))
                .isNotEmpty()
                .allSatisfy(each -> {
                    assertThat(Integer.parseInt(each.header("Retry-After"))).isPositive();
                    ErrorBodies.assertOpenAi(
                            each.json(), FULL, "rate_limit_error", null, "rate_limit_exceeded");
                });
        assertThat(service.post("/embed", "{\"inputs\":\"still here\"}").status()).isEqualTo(200);
    }

    @Test
    void searchIsRefusedWithAProblemWhileTheQueueIsFull() throws Exception {
        service.put(
                "/v1/collections/busy/documents",
                "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"}]}");
        List<Answer> searches = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String body = Service.JSON.writeValueAsString(Map.of("inputs", MUCH));
            Future<Answer> load = threads.submit(() -> service.post("/embed", body));
            while (!load.isDone()) {
                searches.add(service.post("/v1/collections/busy/search", "{\"query\":\"one\"}"));
            }
        }

        assertThat(searches).allSatisfy(each -> assertThat(each.status()).isIn(200, 429));
        assertThat(refused(searches))
                .allSatisfy(each -> {
                    ErrorBodies.assertProblem(
                            each.json(),
                            429,
                            "Too Many Requests",
                            "queue_full",
                            FULL,
                            "/v1/collections/busy/search");
                    assertThat(Integer.parseInt(each.header("Retry-After"))).isPositive();
                });
    }

    @Test
    void searchesAreAnsweredWhileWritersWaitForRoom() throws Exception {
        String path = "/v1/collections/written/documents";
        service.put(path, "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"}]}");
        String query = Service.JSON.writeValueAsString(Map.of("query", "word ".repeat(300)));
        List<Answer> searches = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> writes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String write =
                        Service.JSON.writeValueAsString(
                                Map.of(
                                        "documents",
                                        List.of(
                                                Map.of(
                                                        "id",
                                                        "w" + i,
                                                        "text",
                                                        "Some words of number %d. "
                                                                .formatted(i)
                                                                .repeat(300)))));
                writes.add(threads.submit(() -> service.put(path, write)));
            }
            while (!writes.stream().allMatch(Future::isDone)) {
                searches.add(service.post("/v1/collections/written/search", query));
            }
        }

        assertThat(searches)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.status()).as(each.body()).isEqualTo(200));
    }

    private static List<Answer> refused(List<Answer> answers) {
        return answers.stream().filter(each -> each.status() == 429).toList();
    }

    private List<Answer> atOnce(String path, Object body) throws Exception {
        String json = Service.JSON.writeValueAsString(body);
        List<Answer> answers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Future<Answer>> futures =
                    Collections.nCopies(8, path).stream()
                            .map(each -> threads.submit(() -> service.post(each, json)))
                            .toList();
            for (Future<Answer> future : futures) {
                answers.add(future.get());
            }
        }
        return answers;
    }
}
