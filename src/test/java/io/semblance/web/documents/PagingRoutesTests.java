package io.semblance.web.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Pages of searches and lists over HTTP. */
class PagingRoutesTests extends HttpTests {

    private static final String PATH = "/v1/collections/notes";
    private static final List<String> WORDS =
            List.of("password", "holiday", "dog", "printer", "coffee", "parking", "badge");

    @Autowired private MeterRegistry meters;

    @BeforeEach
    void fill() {
        List<Map<String, String>> documents =
                IntStream.range(0, 200)
                        .mapToObj(i ->
                                Map.of(
                                        "id",
                                        "n" + i,
                                        "text",
                                        "Team note %d about the %s and the %s"
                                                .formatted(
                                                        i,
                                                        WORDS.get(i % 7),
                                                        WORDS.get((i * 3 + 1) % 7))))
                        .toList();
        Answer written =
                service.put(
                        PATH + "/documents",
                        Service.JSON.writeValueAsString(Map.of("documents", documents)));
        assertThat(written.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hybrid", "vector", "lexical"})
    void pagesHaveEachDocumentOnce(String mode) {
        for (int size : List.of(7, 10, 100)) {
            List<String> paged = new ArrayList<>();
            for (int offset = 0; offset < 200; offset += size) {
                paged.addAll(page(mode, size, offset));
            }
            assertThat(paged).as("pages of %d", size).hasSize(200);
            assertThat(new HashSet<>(paged)).hasSize(200);
        }
    }

    private List<String> page(String mode, int limit, int offset) {
        Answer answer =
                service.post(
                        PATH + "/search",
                        Service.JSON.writeValueAsString(
                                Map.of(
                                        "query",
                                        "team badge",
                                        "mode",
                                        mode,
                                        "limit",
                                        limit,
                                        "offset",
                                        offset,
                                        "include",
                                        List.of())));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        answer.json().path("results").forEach(result -> ids.add(result.path("id").asString()));
        return ids;
    }

    @Test
    void refusesCursorsThatNoListReturned() {
        List<String> cursors =
                new ArrayList<>(List.of("", "AA", "A", "bm9uZ!", "bm9uZQ==", "bm9uZR", "bm9u ZQ"));
        cursors.add(cursor("a\0b"));
        cursors.add(cursor("a\nb"));
        cursors.add(cursor("x".repeat(513)));
        cursors.add(cursor("x".repeat(4_000)));
        cursors.add(encode(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}));
        cursors.add(encode(new byte[] {(byte) 0xff}));
        cursors.add(encode(new byte[] {(byte) 0xc3}));
        cursors.add("\u20ac");
        for (String cursor : cursors) {
            Answer answer =
                    service.get(
                            PATH
                                    + "/documents?cursor="
                                    + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
            assertThat(answer.status()).as("'%s': %s", cursor, answer.body()).isEqualTo(400);
            assertThat(answer.json().path("code").asString())
                    .as("%s", answer.body())
                    .isEqualTo("invalid_cursor");
            assertThat(answer.json().path("field").asString()).isEqualTo("cursor");
        }
        assertThat(service.get(PATH + "/documents?cursor=" + cursor("n19")).status())
                .isEqualTo(200);
        assertThat(service.get(PATH + "/documents?cursor=" + cursor("\ud83d\ude00")).status())
                .isEqualTo(200);
        assertThat(service.get(PATH + "/documents?cursor=" + cursor("\u20ac".repeat(512))).status())
                .isEqualTo(200);
    }

    private static String cursor(String id) {
        return encode(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void readsDocumentsByIdInOneCallOfTheStore() {
        Timer reads = meters.get("semblance.store").tag("operation", "get").timer();
        long before = reads.count();
        Answer answer =
                service.post(
                        PATH + "/documents/get",
                        "{\"ids\":[\"n7\",\"none\",\"n3\",\"n7\",\"n199\"]}");

        assertThat(answer.json().at("/documents/0/id").asString()).isEqualTo("n7");
        assertThat(answer.json().at("/documents/0/text").asString()).startsWith("Team note 7 ");
        assertThat(answer.json().at("/documents/1/id").asString()).isEqualTo("n3");
        assertThat(answer.json().path("documents")).hasSize(3);
        assertThat(answer.json().at("/missing/0").asString()).isEqualTo("none");
        assertThat(reads.count() - before).isEqualTo(1);
    }

    /** Metadata of more than 4,096 characters are kept in pieces; one ends within the emoji. */
    @Test
    void textCutWithinACharacterIsNotFoundAsAnother() {
        String text = "x".repeat(3_071) + "\ud83d\ude00abc" + "y".repeat(1_021) + "\ud83d\ude00z";
        service.put(
                "/v1/collections/pieces/documents",
                Service.JSON.writeValueAsString(
                        Map.of(
                                "documents",
                                List.of(
                                        Map.of(
                                                "id",
                                                "a",
                                                "text",
                                                "a",
                                                "metadata",
                                                Map.of("t", text + "w".repeat(2_000)))))));
        for (String part : List.of("?abc", "?", "y?", "x?")) {
            assertThat(containing(part)).as(part).isZero();
        }
        for (String part : List.of("\ud83d\ude00abc", "x\ud83d\ude00a", "y\ud83d\ude00z", "zww")) {
            assertThat(containing(part)).as(part).isEqualTo(1);
        }
    }

    private int containing(String part) {
        Answer answer =
                service.get(
                        "/v1/collections/pieces/documents?filter="
                                + URLEncoder.encode(
                                        "t CONTAINS '%s'".formatted(part), StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("documents").size();
    }
}
