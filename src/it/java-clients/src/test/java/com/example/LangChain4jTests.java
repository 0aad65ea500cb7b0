package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.store.embedding.CosineSimilarity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

/** LangChain4j's client of OpenAI, with nothing but another base URL. */
@ExtendWith(RunningService.class)
class LangChain4jTests {

    private static final String QUESTION = "How much vacation do I get?";
    private static final String ANSWER = "Everybody has thirty days of holiday a year.";
    private static final String OTHER = "Dogs are welcome on the ground floor.";

    private static OpenAiEmbeddingModel.OpenAiEmbeddingModelBuilder client() {
        return OpenAiEmbeddingModel.builder()
                .baseUrl(RunningService.url() + "/v1")
                .apiKey("any")
                .modelName("bge-small-en-v1.5")
                .maxRetries(0);
    }

    @Test
    void embedsATextAsTheServiceDoes() throws Exception {
        Response<Embedding> response = client().build().embed(QUESTION);

        assertThat(response.content().vector())
                .isEqualTo(RunningService.embed("[\"%s\"]".formatted(QUESTION))[0]);
        assertThat(response.tokenUsage().inputTokenCount()).isGreaterThan(5);
    }

    @Test
    void theNearestDocumentAnswersTheQuestion() throws Exception {
        Embedding query = client().build().embed(QUESTION).content();
        List<Embedding> documents =
                client().build()
                        .embedAll(List.of(TextSegment.from(OTHER), TextSegment.from(ANSWER)))
                        .content();

        assertThat(documents)
                .extracting(Embedding::vector)
                .containsExactly(RunningService.embed("[\"%s\",\"%s\"]".formatted(OTHER, ANSWER)));
        assertThat(CosineSimilarity.between(query, documents.get(1)))
                .isGreaterThan(CosineSimilarity.between(query, documents.get(0)) + 0.1);
    }

    @Test
    void fewerDimensions() {
        assertThat(client().dimensions(64).build().embed(QUESTION).content().dimension())
                .isEqualTo(64);
    }

    @Test
    void errorsAreThoseOfTheClient() {
        assertThatThrownBy(() -> client().build().embed("word ".repeat(600)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("512");
        assertThatThrownBy(() -> client().modelName("nope").build().embed(QUESTION))
                .isInstanceOf(ModelNotFoundException.class)
                .hasMessageContaining("nope");
    }
}
