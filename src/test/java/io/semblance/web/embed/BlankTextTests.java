package io.semblance.web.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/**
 * An empty page of a PDF among others: text-embeddings-inference and OpenAI embed a text without
 * words, which is its special tokens alone, and refuse none but the empty one.
 */
class BlankTextTests extends HttpTests {

    /** [CLS] [SEP] */
    private static final String SPECIAL_TOKENS = "[101,102]";

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "   ",
                "\n",
                "\r\n\t",
                "\f",
                "\u00a0",
                "\u200b",
                "\u2003\u3000",
                "\ufeff",
                "\u00ad",
                "\u0301"
            })
    void textWithoutWordsIsItsSpecialTokens(String blank) {
        JsonNode expected = embed("/embed", SPECIAL_TOKENS);

        assertThat(embed("/embed", json(List.of("hello", blank))).get(1))
                .as(blank.codePoints().mapToObj("U+%04X"::formatted).toList().toString())
                .isEqualTo(expected.get(0));
        assertThat(embed("/embed", json(blank))).isEqualTo(expected);
        JsonNode openAi =
                service.post("/v1/embeddings", json(Map.of("input", List.of("hello", blank))))
                        .json();
        assertThat(openAi.at("/data/1/embedding")).isEqualTo(expected.get(0));
        assertThat(openAi.at("/usage/prompt_tokens").asInt()).isEqualTo(3 + 2);
        assertThat(embed("/embed_all", json(List.of(blank))).get(0)).hasSize(2);
        JsonNode tokens =
                service.post("/tokenize", json(Map.of("inputs", List.of(blank)))).json().get(0);
        assertThat(tokens).hasSize(2);
        assertThat(tokens.get(0).path("id").asInt()).isEqualTo(101);
        assertThat(tokens.get(1).path("id").asInt()).isEqualTo(102);
    }

    @Test
    void textOfNothingButWhiteSpaceMayBeLong() {
        assertThat(embed("/embed", json(" ".repeat(100_000))))
                .isEqualTo(embed("/embed", SPECIAL_TOKENS));
    }

    @Test
    void blankSentenceIsCompared() {
        var answer =
                service.post(
                        "/similarity",
                        json(
                                Map.of(
                                        "inputs",
                                        Map.of(
                                                "source_sentence",
                                                " ",
                                                "sentences",
                                                List.of("\n", "hello")))));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get(0).asDouble()).isGreaterThan(0.9999);
        assertThat(answer.json().get(1).asDouble()).isLessThan(0.9999);
    }

    @Test
    void promptStandsBeforeABlankText() {
        JsonNode prompted =
                service.post("/embed", "{\"inputs\":\" \",\"prompt_name\":\"query\"}").json();

        assertThat(prompted).isNotEqualTo(embed("/embed", SPECIAL_TOKENS));
    }

    private JsonNode embed(String path, String inputs) {
        var answer = service.post(path, "{\"inputs\":%s}".formatted(inputs));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static String json(Object value) {
        return Service.JSON.writeValueAsString(value);
    }
}
