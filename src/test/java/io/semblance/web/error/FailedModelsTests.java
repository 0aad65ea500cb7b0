package io.semblance.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.TestWaits;
import io.semblance.embedding.graph.TinyEncoder;
import io.semblance.web.HttpTests;
import io.semblance.web.Service.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Models that cannot be used, next to a default model that can: each is shown and refused. */
class FailedModelsTests extends HttpTests {

    private static final String TOKENIZER = "classpath:bge-small-en-v1.5-tokenizer.json";
    private static final List<String> SERVED = List.of("bge-small-en-v1.5", "sound");

    /** What the reason says of each that is not served, for operators. */
    private static final Map<String, String> REASONS = new TreeMap<>();

    private static Path folder = Path.of("");

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry registry) throws IOException {
        folder = Files.createTempDirectory("models");
        List<Map<String, String>> models = new ArrayList<>();
        models.add(files("sound", TinyEncoder.weighted(1, 2)));
        models.add(
                Map.of(
                        "id", "remote",
                        "onnx", "https://127.0.0.1:1/m.onnx",
                        "tokenizer", TOKENIZER,
                        "pooling", "mean"));
        add(models, files("fixed", TinyEncoder.shaped(1, 128)), "the fixed shape [1, 128]");
        add(models, files("damaged", new byte[] {1, 2, 3}), "(3 bytes) is not an ONNX graph");
        add(
                models,
                files("weightless", TinyEncoder.external("w.bin")),
                "w.bin, which does not exist");
        add(models, files("outside", TinyEncoder.external("../w.bin")), "not a file in its own");
        Map<String, String> gone = files("gone", TinyEncoder.weighted(1, 2));
        Files.delete(folder.resolve("gone.onnx"));
        add(models, gone, "there is no file " + folder.resolve("gone.onnx"));
        Path variant = folder.resolve("variant");
        Files.createDirectories(variant.resolve("onnx"));
        Files.writeString(
                variant.resolve("modules.json"),
                "[{\"type\":\"sentence_transformers.models.Transformer\"},"
                    + "{\"type\":\"sentence_transformers.models.Pooling\",\"path\":\"1_Pooling\"}]");
        Files.createDirectory(variant.resolve("1_Pooling"));
        Files.writeString(
                variant.resolve("1_Pooling/config.json"), "{\"pooling_mode_mean_tokens\":true}");
        Files.write(variant.resolve("onnx/model_quantized.onnx"), TinyEncoder.weighted(1, 2));
        add(models, directory("variant", variant), "onnx/model_quantized.onnx");
        add(models, directory("nowhere", folder.resolve("nowhere")), "there is no folder");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("modules.json"), "[{\"type\":\"a.b.WordEmbeddings\"}]");
        add(models, directory("other", other), "the module 'a.b.WordEmbeddings'");
        for (int i = 0; i < models.size(); i++) {
            String prefix = "semblance.models[%d].".formatted(i);
            models.get(i).forEach((name, value) -> registry.add(prefix + name, () -> value));
        }
        registry.add("management.endpoint.health.show-details", () -> "always");
    }

    private static void add(
            List<Map<String, String>> models, Map<String, String> model, String reason) {
        models.add(model);
        REASONS.put(String.valueOf(model.get("id")), reason);
    }

    private static Map<String, String> files(String id, byte[] graph) throws IOException {
        Path file = Files.write(folder.resolve(id + ".onnx"), graph);
        return Map.of("id", id, "onnx", "file:" + file, "tokenizer", TOKENIZER, "pooling", "mean");
    }

    private static Map<String, String> directory(String id, Path directory) {
        return Map.of("id", id, "directory", directory.toString());
    }

    @Test
    void modelsShowWhichHaveFailedWithoutPaths() {
        for (JsonNode model : service.get("/v1/models").json().path("data")) {
            String id = model.path("id").asString();
            if (REASONS.containsKey(id) && !id.equals("gone")) {
                assertThat(model.path("status").asString()).as(id).isEqualTo("failed");
                assertThat(model.path("error").asString())
                        .startsWith("model '%s' cannot be used: ".formatted(id));
                assertThat(service.get("/v1/models/" + id).json()).isEqualTo(model);
            }
            if (SERVED.contains(id)) {
                assertThat(model.propertyNames())
                        .containsExactly("id", "object", "created", "owned_by");
            }
        }
        assertNothingOfTheInside(service.get("/v1/models"));
    }

    @Test
    void operatorsSeeTheReasonAndTheRemedy() {
        Answer health = service.get("/actuator/health");
        JsonNode component = health.json().path("components").path("models");
        JsonNode info = service.get("/actuator/info").json().path("models").path("failed");

        assertThat(health.status()).isEqualTo(200);
        assertThat(component.path("status").asString()).isEqualTo("UP");
        JsonNode failed = component.path("details").path("failedModels");
        for (var reason : REASONS.entrySet()) {
            if (!reason.getKey().equals("gone")) {
                assertThat(failed.path(reason.getKey()).asString()).contains(reason.getValue());
                assertThat(info.path(reason.getKey()).asString()).contains(reason.getValue());
            }
        }
        assertThat(failed.path("variant").asString())
                .contains("onnx=file:" + folder.resolve("variant/onnx/model_quantized.onnx"));
        assertThat(service.get("/actuator/health/readiness").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"fixed", "damaged", "weightless", "outside", "variant", "nowhere", "other"})
    void requestIsRefusedForGoodAndSaysWhatKindOfProblemItIs(String id) {
        Answer tei = service.post("/embed", "{\"inputs\":\"a\",\"model\":\"%s\"}".formatted(id));
        Answer openAi =
                service.post("/v1/embeddings", "{\"input\":\"a\",\"model\":\"%s\"}".formatted(id));
        Answer made = service.put("/v1/collections/" + id, "{\"model\":\"%s\"}".formatted(id));

        for (Answer answer : List.of(tei, openAi, made)) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(424);
            assertThat(answer.header("Retry-After")).isEmpty();
            assertThat(answer.body()).contains("model '%s' cannot be used: ".formatted(id));
            assertNothingOfTheInside(answer);
        }
        assertThat(tei.json().path("error_type").asString()).isEqualTo("Backend");
        assertThat(openAi.json().path("error").path("code").asString()).isEqualTo("model_failed");
        assertThat(made.json().path("code").asString()).isEqualTo("model_failed");
    }

    @Test
    void failureThatMayPassIsWorthARetry() {
        Answer answer = service.post("/v1/embeddings", "{\"input\":\"a\",\"model\":\"remote\"}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.json().path("error").path("code").asString())
                .isEqualTo("model_unavailable");
        assertThat(answer.body()).doesNotContain("127.0.0.1");
        assertNothingOfTheInside(answer);
    }

    @Test
    void othersAreServed() {
        for (String id : SERVED) {
            assertThat(
                            service.post(
                                            "/embed",
                                            "{\"inputs\":\"a\",\"model\":\"%s\"}".formatted(id))
                                    .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void modelWhoseFileWasBroughtIsServedWithoutARestart() throws IOException {
        String body = "{\"inputs\":\"a\",\"model\":\"gone\"}";
        assertThat(service.post("/embed", body).status()).isEqualTo(424);
        Files.write(folder.resolve("gone.onnx"), TinyEncoder.weighted(1, 2));

        TestWaits.until("the model is served", () -> service.post("/embed", body).status() == 200);
        assertThat(service.get("/v1/models/gone").json().has("status")).isFalse();
    }

    private static void assertNothingOfTheInside(Answer answer) {
        assertThat(answer.body())
                .doesNotContain(folder.toString(), "Exception", "NodeInfo", "ONNX Runtime", "java");
    }
}
