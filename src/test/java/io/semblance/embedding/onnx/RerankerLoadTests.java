package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.engine.TestEngines;
import io.semblance.embedding.graph.TinyCrossEncoder;
import io.semblance.embedding.graph.TinyGraph;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.RerankerProperties;
import io.semblance.embedding.model.RerankerSpec;
import io.semblance.embedding.model.RerankerSpecs;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where the reranker comes from, and what is said of one that cannot be loaded. */
class RerankerLoadTests {

    private static final String TOKENIZER = "classpath:bge-small-en-v1.5-tokenizer.json";

    @TempDir private Path folder;

    @BeforeEach
    void save() throws IOException {
        TinyCrossEncoder.directory(folder, 512);
    }

    @Test
    void readsAFolder() {
        RerankerSpec spec = resolve(TestEngines.reranker(folder));

        assertThat(spec.id()).isEqualTo("reranker");
        assertThat(spec.onnx()).startsWith("file:").endsWith("/onnx/model.onnx");
        assertThat(spec.tokenizer()).endsWith("/tokenizer.json");
        assertThat(spec.maxTokens()).isEqualTo(512);
    }

    @Test
    void settingsBesideTheFolderAreStronger() {
        var spec =
                resolve(new RerankerProperties("mine", folder, "file:other.onnx", TOKENIZER, 128));

        assertThat(spec).isEqualTo(new RerankerSpec("mine", "file:other.onnx", TOKENIZER, 128));
    }

    @Test
    void needsNoFolder() {
        var spec = resolve(new RerankerProperties("mine", null, "file:m.onnx", TOKENIZER, null));

        assertThat(spec).isEqualTo(new RerankerSpec("mine", "file:m.onnx", TOKENIZER, 512));
    }

    @Test
    void noneIsConfiguredUnlessSomethingIsSet() {
        assertThat(RerankerSpecs.resolve(TestEngines.NO_RERANKER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none, tokenizer, onnx", "graph, none, tokenizer", "none, none, onnx"})
    void namesWhatIsMissing(@Nullable String onnx, @Nullable String tokenizer, String missing) {
        var set = new RerankerProperties("mine", null, onnx, tokenizer, 512);

        assertThatThrownBy(() -> resolve(set))
                .isInstanceOf(ModelLoadException.class)
                .hasMessage("the reranker 'mine' has no " + missing);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Nobody has set model_max_length.
                "bert        | 512 | 0 | 1000000000000000019884624838656 | 512",
                "bert        | 512 | 0 | 256                             | 256",
                // RoBERTa's first position is that after padding's.
                "xlm-roberta | 514 | 1 | 1000000000000000019884624838656 | 512",
                "roberta     | 514 | 1 | 514                             | 512",
            })
    void readsNoMoreTokensThanTheModelHasPositions(
            String type, int positions, int padId, String maxLength, int expected)
            throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                "{\"model_type\":\"%s\",\"max_position_embeddings\":%d,\"pad_token_id\":%d}"
                        .formatted(type, positions, padId));
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"model_max_length\":%s}".formatted(maxLength));

        assertThat(resolve(TestEngines.reranker(folder)).maxTokens()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"architectures\":[\"BertModel\"]} | is that of a 'BertModel'; a reranker is a"
                        + " …ForSequenceClassification",
                "{\"id2label\":{\"0\":\"a\",\"1\":\"b\"}} | gives the model 2 labels; a reranker"
                        + " has 1",
                "{\"num_labels\":3} | gives the model 3 labels; a reranker has 1",
                "{\"max_position_embeddings\":2} | gives no usable length",
                "{[ | is not JSON",
            })
    void refusesAFolderThatIsNoRerankers(String config, String says) throws IOException {
        Files.writeString(folder.resolve("config.json"), config);

        assertThatThrownBy(() -> resolve(TestEngines.reranker(folder)))
                .isInstanceOfSatisfying(
                        ModelLoadException.class,
                        failure ->
                                assertThat(failure.remedy())
                                        .contains("semblance.reranker.directory"))
                .hasMessageContaining("model 'reranker'")
                .hasMessageContaining(says);
    }

    @ParameterizedTest
    @CsvSource({"config.json", "tokenizer.json", "onnx/model.onnx"})
    void namesTheFileThatIsMissingFromAFolder(String file) throws IOException {
        Files.delete(folder.resolve(file));

        assertThatThrownBy(() -> resolve(TestEngines.reranker(folder)))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("there is no file " + folder);
    }

    @Test
    void graphWithTwoLabelsIsRefusedWithBothNumbers() throws IOException {
        assertThatThrownBy(() -> load(TinyCrossEncoder.withTwoLabels()))
                .isInstanceOfSatisfying(
                        ModelLoadException.class,
                        failure ->
                                assertThat(failure.remedy())
                                        .contains("cross-encoder")
                                        .contains("semblance.reranker"))
                .hasMessageContaining("yields 2 labels, a reranker yields 1");
    }

    @Test
    void graphThatYieldsVectorsOfTokensIsRefusedWithBothShapes() throws IOException {
        assertThatThrownBy(() -> load(TinyGraph.yieldingNaN()))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("the graph's outputs are last_hidden_state (")
                .hasMessageContaining("and shape [batch, labels]");
    }

    @Test
    void graphWithOtherInputsIsRefusedByTheirNames() throws IOException {
        assertThatThrownBy(() -> load(TinyGraph.withInputs("pixels", "mask")))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("pixels")
                .hasMessageContaining("expected input_ids, attention_mask");
    }

    @Test
    void lengthWithoutRoomForTwoTextsIsRefused() throws IOException {
        var spec = new RerankerSpec("mine", graph(TinyCrossEncoder.countingWords()), TOKENIZER, 4);

        assertThatThrownBy(() -> load(spec))
                .isInstanceOf(ModelLoadException.class)
                .hasMessage(
                        "model 'mine' has max-tokens 4, of which 3 are special tokens, which"
                                + " leaves no room for a query and a text");
    }

    private void load(byte[] graph) throws IOException {
        load(new RerankerSpec("mine", graph(graph), TOKENIZER, 512));
    }

    private void load(RerankerSpec spec) {
        CrossEncoder.load(
                        spec,
                        new ModelFiles(TestEngines.DATA.resolve("models")),
                        new Device.Cpu(),
                        new ThreadCounts(1, 1))
                .close();
    }

    private String graph(byte[] content) throws IOException {
        return "file:" + Files.write(folder.resolve("other.onnx"), content);
    }

    private static RerankerSpec resolve(RerankerProperties set) {
        return Objects.requireNonNull(RerankerSpecs.resolve(set).get(set.id()));
    }
}
