package io.semblance.web.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Collections and their documents over HTTP. */
class DocumentRoutesTests extends HttpTests {

    private static final String PATH = "/v1/collections/docs/documents";

    @BeforeEach
    void emptyCollection() {
        service.delete("/v1/collections/docs");
    }

    @Test
    void collectionIsMadeShownAndDropped() {
        Answer made = service.put("/v1/collections/docs", definition());
        Answer again = service.put("/v1/collections/docs", definition());
        JsonNode shown = service.get("/v1/collections/docs").json();
        Answer dropped = service.delete("/v1/collections/docs");

        assertThat(made.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(shown.path("model").asString()).isEqualTo("bge-small-en-v1.5");
        assertThat(shown.path("modelVersion").asString()).isNotBlank();
        assertThat(shown.path("dimension").asInt()).isEqualTo(384);
        assertThat(shown.path("language").asString()).isEqualTo("german");
        assertThat(shown.path("metric").asString()).isEqualTo("dot");
        assertThat(shown.at("/chunking/maxTokens").asInt()).isEqualTo(128);
        assertThat(shown.at("/index/m").asInt()).isEqualTo(8);
        assertThat(shown.at("/index/state").asString()).isEqualTo("ready");
        assertThat(shown.path("documents").asLong()).isZero();
        assertThat(dropped.status()).isEqualTo(204);
        assertThat(service.get("/v1/collections/docs").status()).isEqualTo(404);
    }

    @Test
    void collectionsAreListedWhileOthersAreDropped() throws Exception {
        service.put("/v1/collections/stays", "{}");
        List<Answer> lists = Collections.synchronizedList(new ArrayList<>());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var coming =
                    threads.submit(() -> {
                        for (int i = 0; i < 40; i++) {
                            service.put("/v1/collections/transient", "{}");
                            service.delete("/v1/collections/transient");
                        }
                        return true;
                    });
            Callable<Boolean> listing =
                    () -> {
                        while (!coming.isDone()) {
                            lists.add(service.get("/v1/collections"));
                        }
                        return true;
                    };
            for (var listed : threads.invokeAll(Collections.nCopies(4, listing))) {
                assertThat(listed.get()).isTrue();
            }
        }

        assertThat(lists)
                .isNotEmpty()
                .allSatisfy(list -> {
                    assertThat(list.status()).as(list.body()).isEqualTo(200);
                    assertThat(list.body()).contains("\"stays\"");
                });
    }

    @Test
    void moreMetadataThanTheChunksCanCarryFailAlone() {
        service.put("/v1/collections/docs", "{\"chunking\":{\"maxTokens\":18,\"overlap\":0}}");
        var numbers = IntStream.range(0, 10_000).boxed().toList();
        var large =
                Map.of(
                        "id",
                        "large",
                        "text",
                        "One more sentence. ".repeat(5_000),
                        "metadata",
                        Map.of("n", numbers));
        var ordinary = Map.of("id", "long", "text", "One more sentence. ".repeat(30));
        Answer written =
                service.put(
                        PATH,
                        Service.JSON.writeValueAsString(
                                Map.of("documents", List.of(large, ordinary))));
        JsonNode items = written.json().path("items");
        assertThat(items.at("/0/status").asString()).as(written.body()).isEqualTo("failed");
        assertThat(items.at("/0/error/code").asString()).isEqualTo("metadata_too_large");
        assertThat(items.at("/0/error/detail").asString()).contains("10001 values");
        assertThat(items.at("/1/status").asString()).isEqualTo("created");
    }

    @Test
    void writeOfNothingThatCanBeADocumentMakesNoCollection() {
        Answer written =
                service.put(
                        PATH,
                        "{\"documents\":[{\"id\":\"a\"},{\"id\":\"b\",\"vector\":[1]},{\"text\":\"c\"}]}");

        assertThat(written.status()).isEqualTo(200);
        assertThat(written.json().path("items"))
                .extracting(item -> item.at("/error/code").asString())
                .containsExactly("empty_text", "invalid_vector", "invalid_id");
        assertThat(service.get("/v1/collections/docs").status()).isEqualTo(404);
    }

    @Test
    void idsThatAreNoTextSelectNothing() {
        service.put(
                PATH,
                "{\"documents\":[{\"id\":\"\uFFFD\",\"text\":\"One.\",\"metadata\":{\"k\":\"\uFFFD\"}}]}");

        service.post(PATH + "/delete", "{\"ids\":[\"\\ud800\"]}");
        service.post(PATH + "/delete", "{\"filter\":{\"k\":\"\\ud800\"}}");

        assertThat(service.get(PATH).json().path("documents")).hasSize(1);
    }

    private static String definition() {
        return """
        {"language":"german","metric":"dot","chunking":{"maxTokens":128,"overlap":16},
         "index":{"m":8,"efConstruction":32,"storage":"vector"}}
        """;
    }

    @Test
    void collectionWithDefaultsNeedsNoBody() {
        Answer made = service.send("PUT", "/v1/collections/docs", null);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().at("/chunking/maxTokens").asInt()).isEqualTo(256);
        assertThat(made.json().at("/chunking/overlap").asInt()).isEqualTo(32);
        assertThat(service.get("/v1/collections").json().path("collections"))
                .anySatisfy(each -> assertThat(each.path("name").asString()).isEqualTo("docs"));
    }

    @Test
    void writeReportsEachDocument() {
        Answer first =
                write(
                        "{\"id\":\"a\",\"text\":\"One.\"},{\"id\":\"b\",\"text\":\"Two.\",\"metadata\":{\"n\":2}}");
        Answer second =
                write(
                        "{\"id\":\"a\",\"text\":\"One.\"},{\"id\":\"b\",\"text\":\"Two.\",\"metadata\":{\"n\":3}},"
                            + "{\"id\":\"c\",\"text\":\"Three.\"}");
        Answer third = write("{\"id\":\"a\",\"text\":\"Another one.\"}");

        assertThat(statuses(first)).containsExactly("created", "created");
        assertThat(statuses(second)).containsExactly("unchanged", "updated", "created");
        assertThat(statuses(third)).containsExactly("updated");
        assertThat(first.json().path("errors").asBoolean()).isFalse();
        assertThat(service.get("/v1/collections/docs").json().path("documents").asLong())
                .isEqualTo(3);
        assertThat(service.get(PATH + "/a").json().path("text").asString())
                .isEqualTo("Another one.");
        assertThat(service.get(PATH + "/b").json().at("/metadata/n").asInt()).isEqualTo(3);
    }

    @Test
    void metadataAreTheSameWhateverTheirOrderAndTheirNumbersSpelling() {
        write("{\"id\":\"a\",\"text\":\"One.\",\"metadata\":{\"x\":1,\"y\":[1,2.5,{\"z\":null}]}}");
        Answer again =
                write(
                        "{\"id\":\"a\",\"text\":\"One.\",\"metadata\":{\"y\":[1.0,2.5,{\"z\":null}],\"x\":1e0}}");

        assertThat(statuses(again)).containsExactly("unchanged");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"text\":\"x\"}                                          | invalid_id",
                "{\"id\":\"\",\"text\":\"x\"}                              | invalid_id",
                "{\"id\":\"a\\nb\",\"text\":\"x\"}                         | invalid_id",
                "{\"id\":\"\\ud800\",\"text\":\"x\"}                       | invalid_id",
                "{\"id\":\"good\",\"text\":\"x\"}                          | duplicate_id",
                "{\"id\":\"b\"}                                            | empty_text",
                "{\"id\":\"b\",\"text\":\"\"}                              | empty_text",
                "{\"id\":\"b\",\"text\":\" \\n\"}                          | empty_text",
                "{\"id\":\"b\",\"text\":\"a\\u0000\"}                      | invalid_text",
                "{\"id\":\"b\",\"text\":\"a\\udfff\"}                      | invalid_text",
                "{\"id\":\"b\",\"text\":\"a\",\"title\":\"\\u0000\"}       | invalid_text",
                "{\"id\":\"b\",\"text\":\"a\",\"metadata\":{\"a\":1e999}}  | invalid_metadata",
                "{\"id\":\"b\",\"text\":\"a\",\"metadata\":{\"a\":9007199254740993}} |"
                        + " invalid_metadata",
                "{\"id\":\"b\",\"text\":\"a\",\"metadata\":{\"a\":\"\\u0000\"}}      |"
                        + " invalid_metadata",
                "{\"id\":\"b\",\"text\":\"a\",\"metadata\":{\"\":1}}       | invalid_metadata",
                "{\"id\":\"b\",\"text\":\"a\",\"vector\":[1,2,3]}          | invalid_vector",
            })
    void badDocumentFailsAlone(String bad, String code) {
        Answer answer = write("{\"id\":\"good\",\"text\":\"Good.\"}," + bad);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("errors").asBoolean()).isTrue();
        assertThat(statuses(answer)).containsExactly("created", "failed");
        assertThat(answer.json().at("/items/1/error/code").asString()).isEqualTo(code);
        assertThat(answer.json().at("/items/1/error/detail").asString()).isNotBlank();
        assertThat(service.get(PATH + "/good").status()).isEqualTo(200);
    }

    @Test
    void tooLongADocumentFailsAlone() {
        Answer answer = writeAll(document("a", "x".repeat(10_000_001)), document("b", "short"));

        assertThat(statuses(answer)).containsExactly("failed", "created");
        assertThat(answer.json().at("/items/0/error/code").asString()).isEqualTo("text_too_long");
    }

    @Test
    void tooLargeMetadataFailAlone() {
        Answer answer =
                writeAll(
                        Map.of("id", "a", "text", "x", "metadata", Map.of("k", "v".repeat(66_000))),
                        document("b", "short"));

        assertThat(statuses(answer)).containsExactly("failed", "created");
        assertThat(answer.json().at("/items/0/error/code").asString())
                .isEqualTo("metadata_too_large");
    }

    @Test
    void zeroVectorFailsAloneUnderCosine() {
        Answer answer =
                writeAll(
                        Map.of("id", "a", "vector", Collections.nCopies(384, 0)),
                        Map.of("id", "b", "vector", Collections.nCopies(384, 1)));

        assertThat(statuses(answer)).containsExactly("failed", "created");
        assertThat(answer.json().at("/items/0/error/code").asString()).isEqualTo("invalid_vector");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b", "a;b", "ä b", "..", ".", "a%2Fb", "a\\b", "?", "#", "+", "東京", "a//b", "get"
            })
    void anyIdIsWrittenReadAndDeletedByPath(String id) {
        List<String> others = List.of("a", "b", "ä", "a b", "...");
        List<Map<String, ?>> documents = new ArrayList<>();
        documents.add(document(id, "This is " + id));
        others.forEach(other -> documents.add(document(other, "Another")));
        assertThat(statuses(write(documents))).containsOnly("created");

        String path = PATH + "/" + percentEncoded(id);
        Answer read = service.get(path);
        Answer patched = service.send("PATCH", path, "{\"metadata\":{\"seen\":true}}");
        Answer deleted = service.delete(path);

        assertThat(read.json().path("id").asString()).isEqualTo(id);
        assertThat(read.json().path("text").asString()).isEqualTo("This is " + id);
        assertThat(patched.json().at("/metadata/seen").asBoolean()).isTrue();
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(service.get(path).status()).isEqualTo(404);
        assertThat(ids(service.get(PATH))).containsExactlyInAnyOrderElementsOf(others);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a;b", "ä b", ".."})
    void anyIdIsReadAndDeletedByBody(String id) {
        writeAll(document(id, "This is it."), document("other", "Another."));

        Answer read = service.post(PATH + "/get", json(Map.of("ids", List.of("nope", id, id))));
        Answer deleted = service.post(PATH + "/delete", json(Map.of("ids", List.of(id, "nope"))));

        assertThat(ids(read)).containsExactly(id);
        assertThat(read.json().at("/documents/0/text").asString()).isEqualTo("This is it.");
        assertThat(read.json().path("missing").valueStream().map(JsonNode::asString))
                .containsExactly("nope");
        assertThat(deleted.json().path("deleted").asLong()).isEqualTo(1);
        assertThat(ids(service.get(PATH))).containsExactly("other");
    }

    @Test
    void listsPageByPage() {
        write(
                IntStream.range(0, 25)
                        .mapToObj(i -> document("d%02d".formatted(i), "Text."))
                        .toList());

        List<String> listed = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = service.get(PATH + "?limit=10" + cursor).json();
            page.path("documents").forEach(each -> listed.add(each.path("id").asString()));
            cursor =
                    page.path("cursor").isNull() ? "" : "&cursor=" + page.path("cursor").asString();
            pages++;
        } while (!cursor.isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(listed).hasSize(25).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void listsAndDeletesByFilter() {
        writeAll(
                Map.of("id", "a", "text", "x", "metadata", Map.of("year", 2020)),
                Map.of("id", "b", "text", "x", "metadata", Map.of("year", 2024)),
                Map.of("id", "c", "text", "x"));

        assertThat(ids(service.get(PATH + "?filter=year%20%3E%202021"))).containsExactly("b");
        assertThat(
                        service.post(PATH + "/delete", "{\"filter\":{\"year\":{\"$lt\":2021}}}")
                                .json()
                                .path("deleted")
                                .asLong())
                .isEqualTo(1);
        assertThat(
                        service.post(PATH + "/delete", "{\"filter\":\"year IS NULL\"}")
                                .json()
                                .path("deleted")
                                .asLong())
                .isEqualTo(1);
        assertThat(ids(service.get(PATH))).containsExactly("b");
    }

    @Test
    void patchMergesMetadata() {
        writeAll(
                Map.of(
                        "id",
                        "a",
                        "text",
                        "x",
                        "metadata",
                        Map.of("k", 1, "o", Map.of("p", 1, "q", 2))));

        Answer patched =
                service.send(
                        "PATCH",
                        PATH + "/a",
                        "{\"metadata\":{\"k\":null,\"o\":{\"p\":[true],\"q\":null},\"n\":\"new\"}}");

        assertThat(patched.json().path("metadata"))
                .isEqualTo(Service.JSON.readTree("{\"o\":{\"p\":[true]},\"n\":\"new\"}"));
        assertThat(service.get(PATH + "/a").json().path("metadata"))
                .isEqualTo(patched.json().path("metadata"));
    }

    @Test
    void concurrentWritersOfTheSameDocumentsAllSucceed() {
        List<Answer> answers =
                IntStream.range(0, 12)
                        .parallel()
                        .mapToObj(i ->
                                writeAll(
                                        document("a", "Version %d of a.".formatted(i)),
                                        document("b", "Version %d of b.".formatted(i))))
                        .toList();

        assertThat(answers).allSatisfy(each -> assertThat(each.status()).isEqualTo(200));
        assertThat(answers).allSatisfy(each -> assertThat(statuses(each)).doesNotContain("failed"));
        assertThat(service.get("/v1/collections/docs").json().path("chunks").asLong()).isEqualTo(2);
    }

    private Answer write(String documents) {
        return service.put(PATH, "{\"documents\":[%s]}".formatted(documents));
    }

    private Answer writeAll(Object... documents) {
        return write(List.of(documents));
    }

    private Answer write(List<?> documents) {
        return service.put(PATH, json(Map.of("documents", documents)));
    }

    private static Map<String, ?> document(String id, String text) {
        return Map.of("id", id, "text", text);
    }

    private static List<String> statuses(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("status").asString())
                .toList();
    }

    private static List<String> ids(Answer answer) {
        return answer.json()
                .path("documents")
                .valueStream()
                .map(document -> document.path("id").asString())
                .toList();
    }

    /** Every character but letters and digits: {@code ..} too, which no client must resolve. */
    private static String percentEncoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }

    private static String json(Object value) {
        return Service.JSON.writeValueAsString(value);
    }
}
