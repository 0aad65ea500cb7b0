package io.semblance.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models that cannot be loaded, or do not do what they should. */
class ModelLoadTests {

    private static final String TOKENIZER = "classpath:bge-small-en-v1.5-tokenizer.json";

    @TempDir private Path folder;

    @Test
    void graphWithOtherInputsIsRefusedByTheirNames() throws IOException {
        Path graph = Files.write(folder.resolve("m.onnx"), TinyGraph.withInputs("pixels", "mask"));

        assertThatThrownBy(() -> load("file:" + graph, null, null))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("m.onnx: the graph's inputs are")
                .hasMessageContaining("pixels")
                .hasMessageContaining("expected input_ids, attention_mask");
    }

    @Test
    void graphOfAnotherDimensionIsRefusedWithBoth() throws IOException {
        Path graph = Files.write(folder.resolve("m.onnx"), TinyGraph.yieldingNaN());

        assertThatThrownBy(() -> load("file:" + graph, null, 384))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("yields 1 dimensions, but 384 are configured");
    }

    @Test
    void graphWithAnotherDigestIsRefusedWithBoth() throws IOException {
        Path graph = Files.write(folder.resolve("m.onnx"), TinyGraph.yieldingNaN());

        assertThatThrownBy(() -> load("file:" + graph, "abc", null))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("has the SHA-256")
                .hasMessageContaining("expected abc");
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        Path graph = Files.createFile(folder.resolve("m.onnx"));

        assertThatThrownBy(() -> load("file:" + graph, null, null))
                .isInstanceOfSatisfying(
                        ModelLoadException.class,
                        failure -> assertThat(failure.remedy()).contains("damaged, cut short"))
                .hasMessageContaining("(0 bytes)");
    }

    @Test
    void locationOfAnUnknownKindIsRefused() {
        assertThatThrownBy(() -> load("ftp://host/m.onnx", null, null))
                .isInstanceOfSatisfying(
                        ModelLoadException.class,
                        failure ->
                                assertThat(failure.remedy())
                                        .isEqualTo("Begin it with classpath:, file: or https:."));
        assertThatThrownBy(() -> load("classpath:none.onnx", null, null))
                .hasMessageContaining("the class path has no none.onnx");
    }

    @Test
    void int8ModelIsRefusedWhereOnlyAGpuMayRunIt() {
        assertThatThrownBy(() -> loadInt8(new Device.Cuda(0, true)))
                .isInstanceOfSatisfying(
                        ModelLoadException.class,
                        failure ->
                                assertThat(failure.remedy())
                                        .contains("fp16")
                                        .contains("semblance.embedding.device to auto"))
                .hasMessageContaining("model 'bge-small-en-v1.5-q': CUDA has no kernels for int8");
    }

    @Test
    void int8ModelRunsOnTheProcessorBesideAGpuThatWasFound() {
        try (OnnxModel model = loadInt8(new Device.Cuda(0, false))) {
            assertThat(model.description().dimension()).isEqualTo(384);
        }
    }

    private static OnnxModel loadInt8(Device device) {
        ModelSpec spec = Catalogue.models().get(1);
        return OnnxModel.load(spec, new ModelFiles(TestEngines.DATA.resolve("models")), device, 1);
    }

    @Test
    void halfPrecisionIsTheFileOfThatNameBesideTheGraph() throws IOException {
        Path graph = Files.write(folder.resolve("model.onnx"), TinyGraph.yieldingNaN());
        ModelFiles files = new ModelFiles(folder);
        ModelFile onnx = files.locate("mine", "file:" + graph, null);

        assertThat(files.half("mine", onnx)).isEmpty();

        Path half = Files.writeString(folder.resolve("model_fp16.onnx"), "half");

        assertThat(files.half("mine", onnx)).map(ModelFile::path).contains(half);
    }

    @Test
    void unpackedFileThatWasDamagedIsUnpackedAgain() throws IOException {
        ModelFiles files = new ModelFiles(folder);
        ModelSpec spec = Catalogue.models().get(1);
        Path unpacked = files.locate(spec.id(), spec.onnx(), spec.onnxSha256()).path();
        Files.writeString(unpacked, "damaged");

        assertThat(files.locate(spec.id(), spec.onnx(), spec.onnxSha256()).sha256())
                .isEqualTo(spec.onnxSha256());
        try (var left = Files.list(unpacked.getParent())) {
            assertThat(left).containsExactly(unpacked);
        }
    }

    @Test
    void vectorWithNaNIsAFailureAndNotAnAnswer() throws IOException {
        Path graph = Files.write(folder.resolve("m.onnx"), TinyGraph.yieldingNaN());
        var model =
                new ModelProperties.Model(
                        "nan",
                        null,
                        "file:" + graph,
                        TOKENIZER,
                        Pooling.CLS,
                        null,
                        null,
                        null,
                        null,
                        null);
        try (var engine = TestEngines.engine(TestEngines.properties(1, null), model)) {
            assertThatThrownBy(() -> engine.embed(EmbedRequest.query("nan", "a text")))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("model 'nan' failed to run")
                    .hasMessageContaining("NaN");
            assertThat(engine.embed(EmbedRequest.query(null, "another")).embeddings()).hasSize(1);
        }
    }

    private void load(String onnx, @Nullable String sha256, @Nullable Integer dimensions) {
        OnnxModel.load(
                        new ModelSpec(
                                "mine",
                                onnx,
                                sha256,
                                TOKENIZER,
                                Pooling.CLS,
                                true,
                                "",
                                "",
                                512,
                                dimensions),
                        new ModelFiles(folder),
                        new Device.Cpu(),
                        1)
                .close();
    }
}
