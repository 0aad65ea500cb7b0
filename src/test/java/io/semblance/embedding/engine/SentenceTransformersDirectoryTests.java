package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.model.ModelProperties;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.model.ModelSpecs;
import io.semblance.embedding.model.SentenceTransformersDirectory;
import io.semblance.value.Embedding;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class SentenceTransformersDirectoryTests {

    private static final Path GRAPH = unpacked("e5-small-v2.onnx");
    private static final Path TOKENIZER = unpacked("e5-small-v2-tokenizer.json");

    @TempDir private Path folder;

    private static Path unpacked(String resource) {
        return TestEngines.file(resource).path().toAbsolutePath();
    }

    /** A folder as sentence-transformers saves e5, with the catalogue's weights. */
    @BeforeEach
    void save() throws IOException {
        write("modules.json", modules("Transformer", "Pooling", "Normalize"));
        write(
                "1_Pooling/config.json",
                "{\"word_embedding_dimension\":384,\"pooling_mode_cls_token\":false,\"pooling_mode_mean_tokens\":true}");
        write(
                "config_sentence_transformers.json",
                "{\"prompts\":{\"query\":\"query: \",\"passage\":\"passage: \"}}");
        write("sentence_bert_config.json", "{\"max_seq_length\":512,\"do_lower_case\":false}");
        Files.createDirectories(folder.resolve("onnx"));
        Files.createSymbolicLink(folder.resolve("onnx/model.onnx"), GRAPH);
        Files.createSymbolicLink(folder.resolve("tokenizer.json"), TOKENIZER);
    }

    @Test
    void readsPoolingNormalisationPromptsAndLength() {
        ModelSpec spec = read();

        assertThat(spec.id()).isEqualTo("mine");
        assertThat(spec.onnx()).startsWith("file:").endsWith("/onnx/model.onnx");
        assertThat(spec.tokenizer()).endsWith("/tokenizer.json");
        assertThat(spec.modules().pooling()).isEqualTo(Pooling.MEAN);
        assertThat(spec.modules().normalize()).isTrue();
        assertThat(spec.prompts().query()).isEqualTo("query: ");
        assertThat(spec.prompts().document()).isEqualTo("passage: ");
        assertThat(spec.maxTokens()).isEqualTo(512);
    }

    @Test
    void embedsAsTheCatalogueDoesWithTheSameWeights() {
        var model =
                new ModelProperties.Model(
                        "mine", folder, null, null, null, null, null, null, null, null);
        try (var engine = TestEngines.engine(TestEngines.properties(1, null), model)) {
            Embedding mine = embed(engine, "mine");
            Embedding catalogue = embed(engine, "e5-small-v2");

            assertThat(mine.dot(catalogue)).isCloseTo(1, Offset.offset(1e-6));
        }
    }

    private static Embedding embed(EmbeddingEngine engine, String model) {
        return engine.embed(EmbedRequest.query(model, "The pump has lost its prime."))
                .embeddings()
                .getFirst();
    }

    @Test
    void normalizesOnlyIfAModuleSaysSo() throws IOException {
        write("modules.json", modules("Transformer", "Pooling"));

        assertThat(read().modules().normalize()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"pooling_mode_cls_token\":true}  | CLS",
                "{\"pooling_mode_lasttoken\":true}  | LAST",
                "{\"pooling_mode\":\"mean\"}        | MEAN",
            })
    void readsEveryPoolingThatIsKnown(String config, Pooling pooling) throws IOException {
        write("1_Pooling/config.json", config);

        assertThat(read().modules().pooling()).isEqualTo(pooling);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1_Pooling/config.json     |"
                        + " {\"pooling_mode_mean_tokens\":true,\"include_prompt\":false} |"
                        + " include_prompt",
                "sentence_bert_config.json | {\"max_seq_length\":1} | got: 1.0",
                "modules.json              | [{\"type\":\"sentence_transformers.models.Dense\"}] |"
                        + " Dense",
                "modules.json              | [] | expected a Transformer",
                "modules.json              | [{ | is not JSON",
            })
    void refusesWhatWouldGiveOtherVectors(String file, String content, String says)
            throws IOException {
        write(file, content);

        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        ModelLoadException.class,
                        failure -> assertThat(failure.remedy()).contains("modules.json"))
                .hasMessageContaining("model 'mine'")
                .hasMessageContaining(says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"pooling_mode_max_tokens\":true}                                  | max_tokens",
                "{\"pooling_mode_mean_tokens\":true,\"pooling_mode_cls_token\":true} | one of cls",
                "{\"pooling_mode\":[\"cls\",\"mean\"]}                               | [cls, mean]",
            })
    void leavesOtherPoolingToTheGraph(String config, String says) throws IOException {
        write("1_Pooling/config.json", config);

        assertThat(read().modules().pooling()).isNull();
        assertThat(read().modules().problem()).contains(says);
    }

    @ParameterizedTest
    @CsvSource({"modules.json", "tokenizer.json", "onnx/model.onnx", "1_Pooling/config.json"})
    void namesTheFileThatIsMissing(String file) throws IOException {
        Files.delete(folder.resolve(file));

        assertThatThrownBy(this::read)
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("there is no file " + folder);
    }

    @Test
    void settingsBesideTheFolderAreStronger() {
        var model =
                new ModelProperties.Model(
                        "mine", folder, null, null, Pooling.CLS, false, "q: ", null, 128, null);
        ModelSpec spec =
                Objects.requireNonNull(
                        ModelSpecs.resolve(
                                        new ModelProperties(
                                                "mine", List.of(model), TestEngines.DATA, Map.of()))
                                .get("mine"));

        assertThat(spec.modules().pooling()).isEqualTo(Pooling.CLS);
        assertThat(spec.modules().normalize()).isFalse();
        assertThat(spec.prompts().query()).isEqualTo("q: ");
        assertThat(spec.prompts().document()).isEqualTo("passage: ");
        assertThat(spec.maxTokens()).isEqualTo(128);
    }

    private ModelSpec read() {
        return SentenceTransformersDirectory.read("mine", folder);
    }

    private static String modules(String... types) {
        return List.of(types).stream()
                .map(type ->
                        "{\"type\":\"sentence_transformers.models.%s\",\"path\":\"1_Pooling\"}"
                                .formatted(type))
                .toList()
                .toString();
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
