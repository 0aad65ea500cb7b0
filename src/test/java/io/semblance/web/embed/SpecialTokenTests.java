package io.semblance.web.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.TestData;
import io.semblance.web.HttpTests;
import io.semblance.web.Service;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Blank texts and token ids with models that put no special token, or one, around a text. */
class SpecialTokenTests extends HttpTests {

    /** Puts [SEP] behind a text and nothing before it. */
    private static final String TRAILING =
            """
            {"type":"TemplateProcessing",
             "single":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],
             "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":0}}],
             "special_tokens":{"[SEP]":{"id":"[SEP]","ids":[102],"tokens":["[SEP]"]}}}
            """;

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry registry) throws IOException {
        Path folder = TestData.newDirectory();
        add(registry, 0, "bare", tokenizer(folder.resolve("bare.json"), "null"));
        add(registry, 1, "trailing", tokenizer(folder.resolve("trailing.json"), TRAILING));
    }

    private static void add(
            DynamicPropertyRegistry registry, int index, String id, Path tokenizer) {
        String model = "semblance.models[%d].".formatted(index);
        registry.add(model + "id", () -> id);
        registry.add(model + "onnx", () -> "classpath:bge-small-en-v1.5-q.onnx");
        registry.add(model + "tokenizer", () -> "file:" + tokenizer);
        registry.add(model + "pooling", () -> "mean");
    }

    private static Path tokenizer(Path file, String postProcessor) throws IOException {
        try (InputStream original =
                Objects.requireNonNull(
                        SpecialTokenTests.class.getResourceAsStream(
                                "/bge-small-en-v1.5-tokenizer.json"))) {
            ObjectNode tokenizer = (ObjectNode) Service.JSON.readTree(original);
            tokenizer.set("post_processor", Service.JSON.readTree(postProcessor));
            return Files.writeString(file, tokenizer.toString());
        }
    }

    @Test
    void blankTextHasNothingToReadWithoutSpecialTokens() {
        Answer tei = service.post("/embed", "{\"inputs\":[\"a\",\" \"],\"model\":\"bare\"}");
        Answer all = service.post("/embed_all", "{\"inputs\":[\" \"],\"model\":\"bare\"}");
        Answer openAi = service.post("/v1/embeddings", "{\"input\":\"\\n\",\"model\":\"bare\"}");

        assertThat(tei.status()).as(tei.body()).isEqualTo(400);
        assertThat(tei.json().path("error").asString())
                .isEqualTo("text 1 has no tokens for model 'bare'; it has nothing to embed");
        assertThat(tei.json().path("error_type").asString()).isEqualTo("Empty");
        assertThat(all.status()).isEqualTo(400);
        assertThat(openAi.status()).isEqualTo(400);
        assertThat(openAi.json().at("/error/code").asString()).isEqualTo("empty_text");
        assertThat(
                        service.post("/embed", "{\"inputs\":[\"a\",\" \"],\"model\":\"trailing\"}")
                                .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[7592]", "[[101,7592,102]]"})
    void tokenIdsCannotBeToldWithoutSpecialTokens(String ids) {
        Answer answer =
                service.post("/v1/embeddings", "{\"input\":%s,\"model\":\"bare\"}".formatted(ids));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/code").asString()).isEqualTo("invalid_token");
        assertThat(answer.json().at("/error/message").asString())
                .contains(
                        "cannot be distinguished from those of another tokenizer, as model 'bare'"
                                + " has no special tokens",
                        "semblance.openai.any-token-ids=true");
    }

    @Test
    void tokenIdsEndWithTheOneSpecialTokenThatThereIs() {
        String body = "{\"input\":%s,\"model\":\"trailing\"}";
        Answer own = service.post("/v1/embeddings", body.formatted("[7592,102]"));
        Answer foreign = service.post("/v1/embeddings", body.formatted("[15339,1917]"));

        assertThat(own.body())
                .isEqualTo(service.post("/v1/embeddings", body.formatted("\"hello\"")).body());
        assertThat(foreign.status()).isEqualTo(400);
        assertThat(foreign.json().at("/error/message").asString())
                .startsWith("text 0 is a list of token ids that does not end with [SEP] (102), as");
    }
}
