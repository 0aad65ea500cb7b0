package io.semblance.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Objects;

/** Whole bodies of errors; of the message, whose numbers vary, the pattern. */
public final class ErrorBodies {

    private ErrorBodies() {}

    /** Asserts that this is all of an error of text-embeddings-inference. */
    public static void assertTei(JsonNode body, String message, String type) {
        var expected = Service.JSON.createObjectNode();
        expected.put("error", matching(body.path("error"), message)).put("error_type", type);
        assertThat(body).isEqualTo(expected);
    }

    /** Asserts that this is all of an error of OpenAI. */
    public static void assertOpenAi(
            JsonNode body, String message, String type, @Nullable String param, String code) {
        var expected = Service.JSON.createObjectNode();
        expected.putObject("error")
                .put("message", matching(body.at("/error/message"), message))
                .put("type", type)
                .put("param", param)
                .put("code", code);
        assertThat(body).isEqualTo(expected);
    }

    /** Asserts that this is all of a problem without a field. */
    public static void assertProblem(
            JsonNode body, int status, String title, String code, String detail, String instance) {
        var expected = Service.JSON.createObjectNode();
        expected.put("status", status)
                .put("title", title)
                .put("code", code)
                .put("detail", matching(body.path("detail"), detail))
                .put("instance", instance);
        assertThat(body).isEqualTo(expected);
    }

    private static String matching(JsonNode message, String pattern) {
        String text = Objects.requireNonNull(message.asString(""));
        assertThat(text).matches(pattern);
        return text;
    }
}
