package io.semblance.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** The examples of the description, sent in their order. */
class ApiExampleTests extends HttpTests {

    @Test
    void everyExampleIsAnsweredAsItIsDescribed() {
        ServedDescription described = new ServedDescription(service.get("/v3/api-docs").json());
        for (ApiExamples.Example example : ApiExamples.load().all()) {
            String body = example.body() == null ? null : example.body().toString();

            Service.Answer answer = service.send(example.method(), example.path(), body);

            assertThat(answer.status())
                    .as("%s → %s", example, answer.body())
                    .isEqualTo(example.status());
            String path = example.route().substring(example.method().length() + 1);
            assertThat(described.problems(example.method(), path, answer))
                    .as("%s → %s", example, answer.body())
                    .isEmpty();
            if (example.status() >= 400 && example.response() != null) {
                assertThat(answer.json()).isEqualTo(example.response());
            }
        }
    }

    @Test
    void everyRequestWithABodyHasAnExample() {
        JsonNode paths = service.get("/v3/api-docs").json().get("paths");
        List<String> without = new ArrayList<>();
        paths.properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(operation -> {
                                    JsonNode body = operation.getValue().path("requestBody");
                                    if (!body.isMissingNode()
                                            && body.at("/content/application~1json/examples")
                                                    .isMissingNode()) {
                                        without.add(operation.getKey() + " " + path.getKey());
                                    }
                                }));

        assertThat(without).isEmpty();
    }

    @Test
    void examplesOfAnswersFitTheirSchemas() {
        ServedDescription described = new ServedDescription(service.get("/v3/api-docs").json());
        for (ApiExamples.Example example : ApiExamples.load().all()) {
            if (example.response() != null) {
                String path = example.route().substring(example.method().length() + 1);
                JsonNode content =
                        described
                                .operation(example.method(), path)
                                .at("/responses/%d/content".formatted(example.status()))
                                .iterator()
                                .next();

                assertThat(
                                described
                                        .schema(example.toString(), content.get("schema"))
                                        .validate(example.response()))
                        .as("%s", example)
                        .isEmpty();
            }
        }
    }
}
