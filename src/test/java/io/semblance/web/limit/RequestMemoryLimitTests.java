package io.semblance.web.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import java.util.List;

/** Requests that find no memory, or bring more than one request may. */
@TestPropertySource(
        properties = {"semblance.limits.request-memory=4MB", "semblance.limits.documents=3"})
class RequestMemoryLimitTests extends HttpTests {

    private static final long CAPACITY = 4 << 20;

    @Autowired private RequestMemory memory;

    @Test
    void largeRequestsAreRefusedInEachDialectWhileOthersHaveTheMemory() {
        String text = "\"" + "a ".repeat(100_000) + "\"";
        try (RequestMemory.Lease other = memory.lease()) {
            assertThat(other.take(CAPACITY)).isNull();
            Answer tei = service.post("/embed", "{\"inputs\":" + text + "}");
            Answer openAi = service.post("/v1/embeddings", "{\"input\":" + text + "}");
            Answer search = service.post("/search", "{\"query\":" + text + "}");
            Answer small = service.post("/embed", "{\"inputs\":\"a\"}");

            assertThat(tei.status()).isEqualTo(429);
            assertThat(tei.json().path("error_type").asString()).isEqualTo("Overloaded");
            assertThat(openAi.status()).isEqualTo(503);
            assertThat(openAi.json().at("/error/code").asString()).isEqualTo("server_busy");
            assertThat(openAi.json().at("/error/type").asString()).isEqualTo("server_error");
            assertThat(search.status()).isEqualTo(503);
            assertThat(search.json().path("code").asString()).isEqualTo("server_busy");
            assertThat(List.of(tei, openAi, search))
                    .allSatisfy(each -> assertThat(each.header("Retry-After")).isEqualTo("5"));
            assertThat(small.status()).isEqualTo(200);
        }
        assertThat(service.post("/embed", "{\"inputs\":" + text + "}").status()).isEqualTo(200);
    }

    @Test
    void listEndsTheRequestAtTheElementBeyondItsLimit() {
        String path = "/v1/collections/memory/documents";
        String empty = "{},".repeat(100_000);

        // What comes after the fourth is not even JSON.
        assertTooMany(service.put(path, "{\"documents\":[{},{},{},{}," + empty + "]]"));
        assertTooMany(service.post(path + "/delete", "{\"ids\":[\"a\",\"b\",\"c\",\"d\",,"));
    }

    private static void assertTooMany(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo("too_many_documents");
        assertThat(answer.json().path("detail").asString())
                .contains("more than 3")
                .contains("semblance.limits.documents");
    }
}
