package io.semblance.web.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Documents of a list, each of which is read, embedded and reported by itself. */
class DocumentListTests extends HttpTests {

    private static final String COLLECTION = "/v1/collections/list";
    private static final String PATH = COLLECTION + "/documents";
    private static final String THAI = "ภาษาไทยเป็นภาษาที่สวยงาม";

    @BeforeEach
    void drop() {
        service.delete(COLLECTION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":\"b\",\"text\":5}                    | b | invalid_value | text",
                "{\"text\":{\"a\":[{\"b\":1}]},\"id\":\"b\"}  | b | invalid_value | text",
                "{\"id\":\"b\",\"title\":[\"x\"],\"text\":\"x\"} | b | invalid_value | title",
                "{\"id\":7,\"text\":\"x\"}                    |   | invalid_value | id",
                "{\"id\":\"b\",\"text\":true}                 | b | invalid_value | text",
                "{\"id\":\"b\",\"metadata\":[1,{\"x\":2}]}    | b | invalid_value | metadata",
                "{\"id\":\"b\",\"metadata\":\"x\"}            | b | invalid_value | metadata",
                "{\"id\":\"b\",\"vector\":\"x\"}              | b | invalid_value | vector",
                "{\"id\":\"b\",\"vector\":[1,\"2\",[3]]}      | b | invalid_value | vector",
                "{\"id\":\"b\",\"vector\":[1e99,2]}           | b | invalid_value | vector",
                "{\"id\":\"b\",\"vector\":[]}                 | b | invalid_value | vector",
                "{\"txt\":{\"a\":[1]},\"id\":\"b\"}           | b | unknown_field | txt",
                "{\"id\":\"b\",\"txt\":1,\"text\":[]}         | b | unknown_field | txt",
                "null                                         |   | invalid_value |",
                "\"a document\"                               |   | invalid_value |",
                "[{\"id\":\"x\",\"text\":\"x\"}]              |   | invalid_value |",
                "12                                           |   | invalid_value |",
                "{\"id\":\"b\",\"text\":\" \"}                | b | empty_text    | text"
            })
    void documentThatCannotBeReadFailsAlone(
            String bad, @Nullable String id, String code, @Nullable String field) {
        for (String list :
                new String[] {
                    "%2$s,%1$s,%3$s", "%1$s,%2$s,%3$s", "%2$s,%3$s,%1$s", "%2$s,%1$s,%1$s,%3$s"
                }) {
            service.delete(COLLECTION);
            String documents =
                    list.formatted(
                            bad,
                            "{\"id\":\"a\",\"text\":\"A text.\"}",
                            "{\"id\":\"c\",\"text\":\"Another.\",\"metadata\":{\"n\":1}}");
            Answer answer = service.put(PATH, "{\"documents\":[" + documents + "]}");

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.json().path("errors").asBoolean()).isTrue();
            for (JsonNode item : answer.json().path("items")) {
                boolean good = item.path("id").asString("").matches("[ac]");
                assertThat(item.path("status").asString()).isEqualTo(good ? "created" : "failed");
                if (!good && !item.at("/error/code").asString().equals("duplicate_id")) {
                    assertThat(item.path("id").asString(null)).isEqualTo(id);
                    assertThat(item.at("/error/code").asString()).isEqualTo(code);
                    assertThat(item.at("/error/field").asString(null)).isEqualTo(field);
                    assertThat(item.at("/error/detail").asString()).doesNotContain("documents[");
                }
            }
            assertThat(service.get(PATH).json().path("documents"))
                    .extracting(document -> document.path("id").asString())
                    .containsExactly("a", "c");
        }
    }

    @Test
    void listOfWhichNoneCanBeReadIsRefused() {
        Answer answer =
                service.put(PATH, "{\"documents\":[{\"id\":\"a\",\"txt\":\"x\"},{\"id\":5}]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo("unknown_field");
        assertThat(answer.json().path("field").asString()).isEqualTo("documents[0].txt");
        assertThat(service.get(COLLECTION).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"documents\":[{\"id\":\"a\",\"text\":\"x\"},{\"id\":5]}",
                "{\"documents\":[{\"id\":\"a\",\"text\":\"x\"},{\"id\":\"b\",\"id\":\"c\"}]}",
                "{\"documents\":[{\"id\":\"a\",\"text\":\"x\"},{\"text\":{\"a\":[}}]}"
            })
    void malformedJsonIsRefusedAsAWhole(String body) {
        Answer answer = service.put(PATH, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo("malformed_json");
        assertThat(service.get(COLLECTION).status()).isEqualTo(404);
    }

    // Titles

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":\"t\",\"title\":\"How to reset a password\",\"text\":\"\"}",
                "{\"id\":\"t\",\"title\":\"How to reset a password\",\"text\":\" \\n\"}",
                "{\"id\":\"t\",\"title\":\"How to reset a password\",\"text\":null}",
                "{\"id\":\"t\",\"title\":\"How to reset a password\"}"
            })
    void titleAloneIsEmbeddedAndFound(String document) {
        String other = "{\"id\":\"o\",\"text\":\"Bread needs time to rise.\"}";
        Answer written = service.put(PATH, "{\"documents\":[%s,%s]}".formatted(document, other));

        assertThat(written.json().path("errors").asBoolean()).as(written.body()).isFalse();
        assertThat(written.json().at("/items/0/chunks").asInt()).isEqualTo(1);
        for (String mode : new String[] {"vector", "lexical", "hybrid"}) {
            JsonNode best =
                    service.post(
                                    COLLECTION + "/search",
                                    "{\"query\":\"reset my password\",\"mode\":\"%s\"}"
                                            .formatted(mode))
                            .json()
                            .at("/results/0");
            assertThat(best.path("id").asString()).as(mode).isEqualTo("t");
            assertThat(best.path("title").asString()).isEqualTo("How to reset a password");
            assertThat(best.path("text").asString()).isBlank();
            assertThat(best.path("end").asInt()).isEqualTo(best.path("text").asString().length());
        }
        assertThat(service.put(PATH, "{\"documents\":[%s]}".formatted(document)).body())
                .contains("unchanged");
        assertThat(service.get(PATH + "/t").json().path("title").asString()).startsWith("How");
    }

    @Test
    void titleAloneHasTheVectorOfTheTitleAndMayBeLong() {
        String title = "How to reset a password ".repeat(400);
        service.put(COLLECTION, "{\"chunking\":{\"maxTokens\":512}}");
        Answer written =
                service.put(
                        PATH,
                        "{\"documents\":[{\"id\":\"long\",\"title\":\"%s\"},{\"id\":\"short\",\"title\":\"A dog\"},{\"id\":\"text\",\"text\":\"A dog\"}]}"
                                .formatted(title));
        JsonNode results =
                service.post(COLLECTION + "/search", "{\"query\":\"A dog\",\"mode\":\"vector\"}")
                        .json()
                        .path("results");

        assertThat(written.json().path("errors").asBoolean()).as(written.body()).isFalse();
        assertThat(results.at("/0/score").asDouble()).isEqualTo(results.at("/1/score").asDouble());
    }

    @Test
    void neitherTitleNorTextIsRefused() {
        Answer written =
                service.put(
                        PATH,
                        "{\"documents\":[{\"id\":\"a\",\"title\":\""
                                + " \",\"text\":\"\"},{\"id\":\"b\",\"title\":\"x\"}]}");

        assertThat(written.json().at("/items/0/error/code").asString()).isEqualTo("empty_text");
        assertThat(written.json().at("/items/0/error/detail").asString())
                .contains("neither a title nor a vector");
        assertThat(written.json().at("/items/1/status").asString()).isEqualTo("created");
    }

    // Unknown tokens

    @ParameterizedTest
    @CsvSource({
        THAI + ", true",
        "🦄🦄 🦄, true",
        "🦄 unicorn, false",
        "\u200b\u200b, true",
        "An ordinary text., false",
        "42, false",
        "-, false"
    })
    void chunkOfUnknownTokensHasAWarning(String text, boolean warned) {
        Answer written =
                service.put(
                        PATH,
                        Service.JSON.writeValueAsString(
                                Map.of(
                                        "documents",
                                        List.of(
                                                Map.of("id", "a", "text", text),
                                                Map.of("id", "b", "text", "Fine.")))));
        JsonNode items = written.json().path("items");

        assertThat(items.at("/0/status").asString()).as(written.body()).isEqualTo("created");
        assertThat(items.at("/0/warnings")).hasSize(warned ? 1 : 0);
        assertThat(items.at("/1/warnings")).isEmpty();
        if (warned) {
            assertThat(items.at("/0/warnings/0").asString())
                    .contains("'bge-small-en-v1.5")
                    .contains("has no token of 1 of the 1 chunks (0)");
        }
        Answer found =
                service.post(
                        COLLECTION + "/search",
                        Service.JSON.writeValueAsString(Map.of("query", text)));
        assertThat(found.json().path("warnings")).hasSize(warned ? 1 : 0);
        if (warned) {
            assertThat(Objects.requireNonNull(found.json().at("/warnings/0").asString()))
                    .contains("does not know any token of the query");
        }
    }

    @Test
    void warningNamesTheChunks() {
        service.put(COLLECTION, "{\"chunking\":{\"maxTokens\":18,\"overlap\":0}}");
        String english = "A first sentence that has a few words in it, and then some more. ";
        String text = english + (THAI + " ").repeat(20) + ". " + english;
        JsonNode item =
                service.put(
                                PATH,
                                "{\"documents\":[{\"id\":\"a\",\"text\":\"%s\"}]}".formatted(text))
                        .json()
                        .at("/items/0");

        assertThat(item.path("chunks").asInt()).isGreaterThan(2);
        assertThat(item.at("/warnings/0").asString())
                .contains("of the %d chunks (1".formatted(item.path("chunks").asInt()));
    }

    // Filters

    @Test
    void emptyFilterIsNoneInASearchAndRefusedInADeletion() {
        service.put(PATH, "{\"documents\":[{\"id\":\"a\",\"text\":\"A text.\"}]}");

        assertThat(
                        service.post(COLLECTION + "/search", "{\"query\":\"text\",\"filter\":{}}")
                                .json()
                                .path("results"))
                .hasSize(1);
        Answer deletion = service.post(PATH + "/delete", "{\"filter\":{}}");
        assertThat(deletion.status()).isEqualTo(400);
        assertThat(deletion.json().path("code").asString()).isEqualTo("invalid_filter");
        assertThat(deletion.json().path("detail").asString())
                .contains("would delete every document");
        assertThat(service.get(PATH).json().path("documents")).hasSize(1);
    }

    @Test
    void numberThatCannotBeKeptIsRefusedByWritesAndFiltersAlike() {
        String words =
                "cannot be represented exactly: 9007199254740993; send numbers beyond 2^53 as"
                        + " strings";
        Answer written =
                service.put(
                        PATH,
                        "{\"documents\":[{\"id\":\"a\",\"text\":\"x\",\"metadata\":{\"n\":9007199254740993}},{\"id\":\"b\",\"text\":\"x\"}]}");
        Answer json =
                service.post(
                        COLLECTION + "/search",
                        "{\"query\":\"x\",\"filter\":{\"n\":9007199254740993}}");
        Answer listed =
                service.post(
                        COLLECTION + "/search",
                        "{\"query\":\"x\",\"filter\":{\"n\":{\"$in\":[1,9007199254740993]}}}");
        Answer text = service.get(PATH + "?filter=n%20%3D%3D%209007199254740993");

        assertThat(written.json().at("/items/0/error/detail").asString())
                .isEqualTo("metadata.n " + words);
        assertThat(json.json().path("detail").asString()).isEqualTo("filter.n " + words);
        assertThat(listed.json().path("detail").asString()).isEqualTo("filter.n.$in " + words);
        assertThat(text.json().path("detail").asString()).isEqualTo("filter, column 6: " + words);
        assertThat(text.json().path("code").asString()).isEqualTo("invalid_filter");
    }
}
