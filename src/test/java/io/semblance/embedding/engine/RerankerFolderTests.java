package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.RerankRequest;
import io.semblance.embedding.RerankResult;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.RerankerProperties;
import io.semblance.embedding.model.RerankerSpec;
import io.semblance.embedding.model.RerankerSpecs;
import io.semblance.embedding.onnx.CrossEncoder;
import io.semblance.embedding.onnx.Device;
import io.semblance.embedding.onnx.ThreadCounts;
import io.semblance.value.Caller;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Rerankers of every kind get the logits of sentence-transformers, or are refused by name. */
class RerankerFolderTests {

    private static final Offset<Float> TOLERANCE = Offset.offset(2e-4f);

    @TempDir private Path folder;

    static Stream<ModelFixture> served() throws IOException {
        return ModelFixture.all("reranker").stream().filter(fixture -> !fixture.refused());
    }

    static Stream<ModelFixture> refused() throws IOException {
        return ModelFixture.all("reranker").stream().filter(ModelFixture::refused);
    }

    /** The texts of a query share batches, and those that are shorter are padded. */
    @ParameterizedTest
    @MethodSource("served")
    void scoresAsSentenceTransformersDoes(ModelFixture fixture) throws IOException {
        Map<String, Map<String, Float>> expected = new LinkedHashMap<>();
        for (JsonNode pair : fixture.expected().path("pairs")) {
            expected.computeIfAbsent(pair.path("query").asString(), _ -> new LinkedHashMap<>())
                    .put(pair.path("text").asString(), (float) pair.path("logit").asDouble());
        }
        try (var engine =
                TestEngines.reranking(
                        TestEngines.properties(1, null),
                        properties(fixture),
                        new SimpleMeterRegistry())) {
            expected.forEach((query, logits) -> {
                RerankResult result =
                        engine.rerank(
                                RerankRequest.candidates(query, List.copyOf(logits.keySet())),
                                Caller.NO_DEADLINE);
                int i = 0;
                for (var logit : logits.entrySet()) {
                    assertThat(result.logits().get(i++))
                            .as("%s: %s", query, logit.getKey())
                            .isCloseTo(logit.getValue(), TOLERANCE);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatItWouldGetWrong(ModelFixture fixture) throws IOException {
        RerankerProperties properties = properties(fixture);

        assertThatThrownBy(() -> load(properties))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("model '%s'", fixture.name())
                .hasMessageContainingAll(fixture.refusal())
                .hasMessageNotContainingAny("NodeInfo", "TensorInfo");
    }

    private RerankerProperties properties(ModelFixture fixture) throws IOException {
        return fixture.configuration(fixture.assemble(folder), RerankerProperties.class);
    }

    private static void load(RerankerProperties properties) {
        for (RerankerSpec spec : RerankerSpecs.resolve(properties).values()) {
            CrossEncoder.load(
                            spec,
                            new ModelFiles(TestEngines.DATA.resolve("models")),
                            new Device.Cpu(),
                            new ThreadCounts(1, 1))
                    .close();
        }
    }
}
