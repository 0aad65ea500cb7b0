package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.NoTokenEmbeddingsException;
import io.semblance.embedding.Precision;
import io.semblance.embedding.UnknownPromptException;
import io.semblance.embedding.graph.GraphHeader;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelProperties;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.model.ModelSpecs;
import io.semblance.embedding.onnx.Device;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.embedding.onnx.ThreadCounts;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Folders of every kind get the vectors of sentence-transformers, or are refused by name. */
class ModelFolderTests {

    private static final double LEAST_COSINE = 0.99999;
    private static final double LEAST_COSINE_HALF = 0.9999;
    private static final float TOLERANCE = 1e-4f;
    private static final float TOLERANCE_HALF = 5e-3f;

    @TempDir private Path folder;

    static Stream<ModelFixture> served() throws IOException {
        return ModelFixture.all("embedding").stream().filter(fixture -> !fixture.refused());
    }

    static Stream<ModelFixture> refused() throws IOException {
        return ModelFixture.all("embedding").stream().filter(ModelFixture::refused);
    }

    @ParameterizedTest
    @MethodSource("served")
    void embedsAsSentenceTransformersDoes(ModelFixture fixture) throws IOException {
        var model = fixture.configuration(fixture.assemble(folder), ModelProperties.Model.class);
        try (var engine = TestEngines.engine(TestEngines.properties(1, null), model)) {
            boolean half = engine.describe(fixture.name()).precision() == Precision.FLOAT16;
            for (JsonNode expected : fixture.expected().path("embeddings")) {
                Embedding actual = engine.embed(request(fixture, expected)).embeddings().getFirst();

                assertThat(actual.toArray())
                        .as(expected.toString())
                        .containsExactly(
                                vector(expected), Offset.offset(half ? TOLERANCE_HALF : TOLERANCE));
                assertThat(actual.normalized().dot(Embedding.of(vector(expected)).normalized()))
                        .as(expected.toString())
                        .isGreaterThan(half ? LEAST_COSINE_HALF : LEAST_COSINE);
            }
        }
    }

    /** Texts of different lengths share a batch, and those that are shorter are padded. */
    @ParameterizedTest
    @MethodSource("served")
    void aTextHasTheSameVectorInCompany(ModelFixture fixture) throws IOException {
        var model = fixture.configuration(fixture.assemble(folder), ModelProperties.Model.class);
        List<String> texts = new ArrayList<>();
        for (JsonNode expected : fixture.expected().path("embeddings")) {
            if (!expected.has("prompt") && !expected.has("as")) {
                texts.add(expected.path("text").asString());
            }
        }
        try (var engine = TestEngines.engine(TestEngines.properties(1, null), model)) {
            List<Embedding> together =
                    engine.embed(request(fixture.name(), texts, Prompt.DEFAULT)).embeddings();
            for (int i = 0; i < texts.size(); i++) {
                List<String> alone = List.of(texts.get(i));

                assertThat(together.get(i).toArray())
                        .containsExactly(
                                engine.embed(request(fixture.name(), alone, Prompt.DEFAULT))
                                        .embeddings()
                                        .getFirst()
                                        .toArray(),
                                Offset.offset(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatItWouldGetWrong(ModelFixture fixture) throws IOException {
        var model = fixture.configuration(fixture.assemble(folder), ModelProperties.Model.class);
        var models =
                new ModelProperties(fixture.name(), List.of(model), TestEngines.DATA, Map.of());

        assertThatThrownBy(() -> load(models))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("model '%s'", fixture.name())
                .hasMessageContainingAll(fixture.refusal())
                .hasMessageNotContainingAny("NodeInfo", "TensorInfo");
    }

    /** It is found without loading the model, where the graph's file says enough. */
    @Test
    void namesOutputsWithoutLoadingTheGraph() throws IOException {
        ModelFixture fixture = fixture("three-heads");
        var model = fixture.configuration(fixture.assemble(folder), ModelProperties.Model.class);
        var models =
                new ModelProperties(fixture.name(), List.of(model), TestEngines.DATA, Map.of());

        assertThatThrownBy(() -> GraphHeader.check(spec(models), files()))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContainingAll(fixture.refusal());
    }

    @Test
    void graphThatPoolsHasNoVectorsOfTokens() throws IOException {
        ModelFixture fixture = fixture("bert-sentence-embedding");
        var model = fixture.configuration(fixture.assemble(folder), ModelProperties.Model.class);
        try (var engine = TestEngines.engine(TestEngines.properties(1, null), model)) {
            EmbedRequest request = request(fixture.name(), List.of("pump"), Prompt.DEFAULT);

            assertThatThrownBy(() -> engine.embedTokens(request, 100, Caller.NO_DEADLINE))
                    .isInstanceOf(NoTokenEmbeddingsException.class)
                    .hasMessage(
                            "model 'bert-sentence-embedding' has no token embeddings: its graph"
                                    + " yields one vector for each text; use another model");
        }
    }

    @Test
    void tokensOfAModelWithADenseModuleHaveTheGraphsDimension() throws IOException {
        ModelFixture fixture = fixture("bert-dense");
        var model = fixture.configuration(fixture.assemble(folder), ModelProperties.Model.class);
        try (var engine = TestEngines.engine(TestEngines.properties(1, null), model)) {
            EmbedRequest request = request(fixture.name(), List.of("pump"), Prompt.DEFAULT);

            assertThat(engine.describe(fixture.name()).dimension()).isEqualTo(8);
            assertThat(engine.embedTokens(request, 100, Caller.NO_DEADLINE).embeddings().getFirst())
                    .hasSize(3)
                    .allSatisfy(token -> assertThat(token.dimension()).isEqualTo(16));
        }
    }

    @Test
    void unknownPromptIsRefusedWithThoseThatThereAre() throws IOException {
        ModelFixture fixture = fixture("default-prompt");
        var model = fixture.configuration(fixture.assemble(folder), ModelProperties.Model.class);
        try (var engine = TestEngines.engine(TestEngines.properties(1, null), model)) {
            EmbedRequest request = request(fixture.name(), List.of("pump"), new Prompt("poem"));

            assertThatThrownBy(() -> engine.embed(request))
                    .isInstanceOf(UnknownPromptException.class)
                    .hasMessageEndingWith(
                            "Available prompts: [\"query\", \"passage\", \"STS\", \"document\"]");
        }
    }

    /** Two models that differ in what is behind their graphs are two to a collection. */
    @Test
    void versionKnowsTokenizerSettingsAndLayers() throws IOException {
        assertThat(version("bert-not-lower-case")).isNotEqualTo(version("bert-mean"));
        assertThat(version("bert-dense-bfloat16")).isNotEqualTo(version("bert-dense"));
        assertThat(version("default-prompt")).isNotEqualTo(version("bert-mean"));
        assertThat(version("default-prompt-configured")).isEqualTo(version("default-prompt"));
    }

    private String version(String name) throws IOException {
        ModelFixture fixture = fixture(name);
        Path directory = Files.createTempDirectory(folder, name);
        var model = fixture.configuration(fixture.assemble(directory), ModelProperties.Model.class);
        var models = new ModelProperties(name, List.of(model), TestEngines.DATA, Map.of());
        try (TextEncoder loaded =
                TextEncoder.load(spec(models), files(), new Device.Cpu(), new ThreadCounts(1, 1))) {
            return loaded.description().version();
        }
    }

    private static ModelFixture fixture(String name) throws IOException {
        return ModelFixture.all("embedding").stream()
                .filter(fixture -> fixture.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ModelSpec spec(ModelProperties models) {
        return Objects.requireNonNull(ModelSpecs.resolve(models).get(models.model()));
    }

    private static ModelFiles files() {
        return new ModelFiles(TestEngines.DATA.resolve("models"));
    }

    private static void load(ModelProperties models) {
        TextEncoder.load(spec(models), files(), new Device.Cpu(), new ThreadCounts(1, 1)).close();
    }

    private static EmbedRequest request(ModelFixture fixture, JsonNode expected) {
        return request(fixture.name(), List.of(expected.path("text").asString()), prompt(expected));
    }

    private static Prompt prompt(JsonNode expected) {
        return new Prompt(
                expected.path("prompt").asStringOpt().orElse(expected.path("as").asString(null)));
    }

    private static EmbedRequest request(String model, List<String> texts, Prompt prompt) {
        return new EmbedRequest(
                model,
                texts,
                prompt,
                Priority.BULK,
                Admission.WAIT,
                Truncation.DEFAULT,
                null,
                null);
    }

    private static float[] vector(JsonNode expected) {
        JsonNode components = expected.path("vector");
        float[] vector = new float[components.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) components.get(i).asDouble();
        }
        return vector;
    }
}
