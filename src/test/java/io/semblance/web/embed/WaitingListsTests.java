package io.semblance.web.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Clients that send lists and wait, as LangChain does: none is refused, with the defaults. */
class WaitingListsTests extends HttpTests {

    private static final int CLIENTS = 8;
    private static final int WORDS = 300;

    /** The quickest: what waits and for how long is the same with any. */
    private static final String MODEL = "all-minilm-l6-v2-q";

    @Test
    void eightClientsWithListsOfTwentyFiveAbstractsAreServed() throws Exception {
        service.put(
                "/v1/collections/beside/documents",
                "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"}]}");
        List<Future<Answer>> lists = new ArrayList<>();
        List<Answer> searches = new ArrayList<>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                String body = json(Map.of("inputs", abstracts(i, 25), "model", MODEL));
                lists.add(clients.submit(() -> service.post("/embed", body)));
            }
            while (!lists.stream().allMatch(Future::isDone)) {
                searches.add(
                        service.post(
                                "/v1/collections/beside/search",
                                json(Map.of("query", "one " + searches.size()))));
            }
        }

        for (Future<Answer> list : lists) {
            assertThat(list.get().status()).as(list.get().body()).isEqualTo(200);
            assertThat(list.get().json()).hasSize(25);
        }
        assertThat(searches)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.status()).as(each.body()).isEqualTo(200));
    }

    @Test
    void headersOfManyTruncatedInputsStaySmall() {
        List<String> inputs = Collections.nCopies(2_048, "word ".repeat(600));
        Answer answer = service.post("/embed", json(Map.of("inputs", inputs)));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-truncated-count")).isEqualTo("2048");
        assertThat(answer.header("x-truncated-inputs"))
                .startsWith("0,1,2,")
                .endsWith(",254,255")
                .matches("[0-9]+(,[0-9]+)*");
    }

    private static List<String> abstracts(int client, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> client + " " + i + " word".repeat(WORDS))
                .toList();
    }

    private static String json(Object value) {
        return Service.JSON.writeValueAsString(value);
    }
}
