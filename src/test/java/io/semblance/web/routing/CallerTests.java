package io.semblance.web.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.TestWaits;
import io.semblance.web.ErrorBodies;
import io.semblance.web.HttpTests;
import io.semblance.web.RawConnection;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Callers who wait for a while only, or leave, at a service that has a minute of work: queries of a
 * client who leaves at the end of each test.
 */
@TestPropertySource(
        properties = {
            "semblance.embedding.lanes=1",
            "semblance.embedding.queue-tokens=1000000",
            "semblance.embedding.queue-time=10m",
            "semblance.embedding.interactive-queue-time=10m",
            "semblance.embedding.interactive-tokens=1000000",
            "semblance.embedding.cache-size=0"
        })
class CallerTests extends HttpTests {

    private static final String SEARCH = "/v1/collections/callers/search";
    private static final String TIMEOUT = "x-envoy-expected-rq-timeout-ms";

    /**
     * At least so many a text, more than half a batch: each runs alone, in the order of arrival.
     */
    private static final int TOKENS = 404;

    private static final int LOAD = 400;

    @Autowired private MeterRegistry meters;

    private RawConnection load;
    private double ranBefore;

    @BeforeEach
    void fill() throws IOException {
        service.put("/v1/collections/callers", "{}");
        ranBefore = textsRun();
        load = new RawConnection(port);
        load.post("/embed", "", json(Map.of("inputs", texts(LOAD), "kind", "query")));
        awaitWaiting(LOAD - 100);
        TestWaits.until("a batch that was measured", () -> textsRun() > ranBefore);
    }

    @AfterEach
    void leave() throws IOException {
        load.close();
        awaitNothingWaiting();
    }

    @Test
    void textsOfAClientWhoDisconnectsLeaveTheQueueBeforeTheyAreRun() throws IOException {
        double before = gone();
        try (RawConnection client = new RawConnection(port)) {
            client.post(
                    "/v1/embeddings", "", json(Map.of("input", texts(300), "input_type", "query")));
            awaitWaiting(LOAD + 100);
        }
        awaitGone(before + 1);
        assertThat(waitingTokens()).isLessThan((LOAD + 100) * TOKENS);

        load.close();
        awaitGone(before + 2);
        assertThat(waitingTokens()).isZero();
        assertThat(textsRun() - ranBefore).isLessThan(LOAD);
    }

    @Test
    void whatTheQueueCannotDoInTimeIsRefusedAtOnceInEachDialect() {
        Answer tei = service.send("POST", "/embed", "{\"inputs\":\"a\"}", TIMEOUT, "1000");
        Answer openAi =
                service.send("POST", "/v1/embeddings", "{\"input\":\"a\"}", TIMEOUT, "1000");
        Answer search = service.send("POST", SEARCH, "{\"query\":\"a\"}", TIMEOUT, "1000");

        assertThat(List.of(tei, openAi, search))
                .allSatisfy(each -> {
                    assertThat(each.status()).as(each.body()).isEqualTo(429);
                    assertThat(Integer.parseInt(each.header("Retry-After"))).isPositive();
                });
        String message =
                "deadline too short: \\d+ of 1000 ms left, the \\d+ tokens until the end of this"
                    + " request take about \\d+ ms; allow more time, send fewer texts at once or"
                    + " retry later";
        ErrorBodies.assertTei(tei.json(), message, "Overloaded");
        ErrorBodies.assertOpenAi(
                openAi.json(), message, "rate_limit_error", null, "rate_limit_exceeded");
        ErrorBodies.assertProblem(
                search.json(), 429, "Too Many Requests", "deadline_too_short", message, SEARCH);
    }

    @Test
    void whatIsTooLateIsSaidToBeInEachDialect() throws IOException {
        var tei = afterItsTime("/embed", "{\"inputs\":\"a\"}");
        var openAi = afterItsTime("/v1/embeddings", "{\"input\":\"a\"}");
        var search = afterItsTime(SEARCH, "{\"query\":\"a\"}");

        String message =
                "the deadline of 1 ms passed before the answer was ready; allow more time, send"
                        + " fewer texts at once, or search with a lower limit";
        assertThat(tei.status()).isEqualTo(429);
        ErrorBodies.assertTei(tei.json(), message, "Overloaded");
        assertThat(tei.headers()).containsKey("retry-after");
        assertThat(openAi.status()).isEqualTo(504);
        ErrorBodies.assertOpenAi(openAi.json(), message, "server_error", null, "deadline_exceeded");
        assertThat(search.status()).isEqualTo(504);
        ErrorBodies.assertProblem(
                search.json(), 504, "Gateway Timeout", "deadline_exceeded", message, SEARCH);
    }

    @Test
    void searchWithoutAModelThatIsTooLateIsNotMade() throws IOException {
        var search = afterItsTime(SEARCH, "{\"query\":\"a\",\"mode\":\"lexical\"}");

        assertThat(search.status()).isEqualTo(504);
        assertThat(search.headers()).containsKey("retry-after");
        String message =
                "the deadline of 1 ms passed before the answer was ready; allow more time, send"
                        + " fewer texts at once, or search with a lower limit";
        ErrorBodies.assertProblem(
                search.json(), 504, "Gateway Timeout", "deadline_exceeded", message, SEARCH);
    }

    /** The service has the headers when it asks for the body, which then comes too late. */
    private RawConnection.Answer afterItsTime(String path, String body) throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            client.begin(
                    path,
                    "%s: 1\r\nExpect: 100-continue\r\nContent-Length: %d\r\n"
                            .formatted(TIMEOUT, body.length()));
            assertThat(client.answer().status()).isEqualTo(100);
            long nanos = System.nanoTime();
            while (System.nanoTime() - nanos <= 1_000_000) {
                Thread.onSpinWait();
            }
            client.send(body);
            return client.answer();
        }
    }

    private void awaitWaiting(int texts) {
        TestWaits.until(texts + " texts in the queue", () -> waitingTokens() >= texts * TOKENS);
    }

    private void awaitNothingWaiting() {
        TestWaits.until("an empty queue", () -> waitingTokens() == 0);
    }

    private void awaitGone(double requests) {
        TestWaits.until(requests + " requests of clients who left", () -> gone() >= requests);
    }

    private double waitingTokens() {
        return meters.get("semblance.embedding.queue.tokens").tag("class", "query").gauge().value();
    }

    private double gone() {
        return meters.get("semblance.embedding.dropped").tag("reason", "gone").counter().count();
    }

    private double textsRun() {
        return meters.get("semblance.embedding.batch.texts").summary().totalAmount();
    }

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> i + " word".repeat(TOKENS)).toList();
    }

    private static String json(Object value) {
        return Service.JSON.writeValueAsString(value);
    }
}
