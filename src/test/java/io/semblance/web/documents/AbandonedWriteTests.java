package io.semblance.web.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.TestWaits;
import io.semblance.web.HttpTests;
import io.semblance.web.RawConnection;
import io.semblance.web.Service;
import io.semblance.web.limit.RequestMemory;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes that nobody waits for any more end before all of their texts are embedded. */
@TestPropertySource(properties = "semblance.embedding.lanes=1")
class AbandonedWriteTests extends HttpTests {

    private static final String TIMEOUT = "x-envoy-expected-rq-timeout-ms";

    /** Documents of a chunk each, of the most tokens: minutes of work. */
    private static final int DOCUMENTS = 4_000;

    @Autowired private MeterRegistry meters;
    @Autowired private RequestMemory memory;

    @Test
    void writeOfAClientWhoHasGoneEnds() throws IOException {
        String path = "/v1/collections/gone/documents";
        double before = textsRun();
        try (RawConnection client = new RawConnection(port)) {
            client.send(
                    "PUT %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(path, body("gone").length(), body("gone")));
            TestWaits.until("texts to be embedded", () -> textsRun() > before);
        }
        TestWaits.until("the write to end", () -> inFlight() == 0);

        assertThat(textsRun() - before).isLessThan(DOCUMENTS / 2.0);
    }

    @Test
    void writeThatIsTooLateSaysWhatIsStored() {
        String path = "/v1/collections/late/documents";
        var answer = service.send("PUT", path, body("late"), TIMEOUT, "6000");

        if (answer.status() == 504) {
            assertThat(answer.json().path("code").asString()).isEqualTo("deadline_exceeded");
            assertThat(answer.header("Retry-After")).isNotEmpty();
            assertThat(service.get("/v1/collections/late").json().path("documents").asInt())
                    .isZero();
            return;
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        List<JsonNode> items = answer.json().path("items").valueStream().toList();
        long created =
                items.stream()
                        .filter(item -> item.path("status").asString().equals("created"))
                        .count();
        assertThat(created).isBetween(1L, DOCUMENTS - 1L);
        assertThat(items)
                .filteredOn(item -> item.path("status").asString().equals("failed"))
                .allSatisfy(item ->
                        assertThat(item.at("/error/code").asString())
                                .isEqualTo("deadline_exceeded"));
        assertThat(service.get("/v1/collections/late").json().path("documents").asLong())
                .isEqualTo(created);
    }

    private double textsRun() {
        return meters.get("semblance.embedding.batch.texts").summary().totalAmount();
    }

    /** Requests that hold memory: no other test of this service has one. */
    private long inFlight() {
        return memory.used();
    }

    private static String body(String prefix) {
        return Service.JSON.writeValueAsString(
                Map.of(
                        "documents",
                        IntStream.range(0, DOCUMENTS)
                                .mapToObj(i ->
                                        Map.of("id", prefix + i, "text", i + " pump".repeat(230)))
                                .toList()));
    }
}
