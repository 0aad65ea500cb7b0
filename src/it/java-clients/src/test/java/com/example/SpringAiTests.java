package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.util.List;

/** Spring AI's starter for OpenAI, with nothing but properties. */
@ExtendWith(RunningService.class)
@SpringBootTest(
        properties = {
            "spring.ai.openai.api-key=any",
            "spring.ai.openai.embedding.model=bge-small-en-v1.5",
        })
class SpringAiTests {

    private static final String QUESTION = "How much vacation do I get?";
    private static final String ANSWER = "Everybody has thirty days of holiday a year.";
    private static final String OTHER = "Dogs are welcome on the ground floor.";

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @DynamicPropertySource
    static void service(DynamicPropertyRegistry registry) {
        registry.add("spring.ai.openai.base-url", () -> RunningService.url() + "/v1");
    }

    @Autowired EmbeddingModel model;

    @Test
    void embedsATextAsTheServiceDoes() throws Exception {
        assertThat(model).isInstanceOf(OpenAiEmbeddingModel.class);
        assertThat(model.embed(QUESTION))
                .isEqualTo(RunningService.embed("[\"%s\"]".formatted(QUESTION))[0]);
        assertThat(model.dimensions()).isEqualTo(384);
    }

    @Test
    void embedsAListInItsOrderWithItsUsage() throws Exception {
        EmbeddingResponse response = model.embedForResponse(List.of(ANSWER, OTHER));

        assertThat(response.getResults())
                .extracting(each -> each.getOutput())
                .containsExactly(RunningService.embed("[\"%s\",\"%s\"]".formatted(ANSWER, OTHER)));
        assertThat(response.getMetadata().getModel()).isEqualTo("bge-small-en-v1.5");
        assertThat(response.getMetadata().getUsage().getPromptTokens()).isGreaterThan(10);
    }

    @Test
    void optionsReachTheService() {
        EmbeddingResponse response =
                model.call(
                        new EmbeddingRequest(
                                List.of(QUESTION),
                                EmbeddingOptions.builder().dimensions(64).build()));

        assertThat(response.getResult().getOutput()).hasSize(64);
    }

    @Test
    void theNearestDocumentAnswersTheQuestion() {
        float[] question = model.embed(QUESTION);
        float[] answer = model.embed(new Document(ANSWER));
        float[] other = model.embed(new Document(OTHER));

        assertThat(product(question, answer)).isGreaterThan(product(question, other) + 0.1);
    }

    /** The cosine, for vectors of unit length. */
    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void errorsAreThoseOfTheClient() {
        assertThatThrownBy(() -> model.embed("word ".repeat(600)))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        error -> assertThat(error.param()).contains("input"))
                .hasMessageContaining("512");
        assertThatThrownBy(() ->
                        model.call(
                                new EmbeddingRequest(
                                        List.of(QUESTION),
                                        EmbeddingOptions.builder().model("nope").build())))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).contains("model_not_found"));
    }
}
