package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;

import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.InferenceException;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.graph.TinyGraph;
import io.semblance.embedding.model.BuiltInModels;
import io.semblance.embedding.model.EmbeddingModules;
import io.semblance.embedding.model.ModelFile;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelProperties;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.onnx.Device;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.embedding.onnx.ThreadCounts;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;

import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

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
                                        .isEqualTo(
                                                "Use a location that starts with classpath:, file:"
                                                        + " or https:."));
        assertThatThrownBy(() -> load("classpath:none.onnx", null, null))
                .hasMessageContaining("none.onnx is not on the class path");
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
        try (TextEncoder model = loadInt8(new Device.Cuda(0, false))) {
            assertThat(model.description().dimension()).isEqualTo(384);
        }
    }

    @Test
    void readsAGraphThatYieldsFloat16AndKeepsItsWeightsBesideIt() throws IOException {
        Files.write(
                folder.resolve("weights.bin"),
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(1)
                        .putFloat(0.5f)
                        .array());
        Path graph = Files.write(folder.resolve("m.onnx"), TinyGraph.yieldingHalf("weights.bin"));
        var model =
                new ModelProperties.Model(
                        "half",
                        null,
                        "file:" + graph,
                        "classpath:bge-small-en-v1.5-tokenizer.json",
                        Pooling.MEAN,
                        false,
                        null,
                        null,
                        null,
                        null);
        try (var engine = TestEngines.engine(TestEngines.properties(1, null), model)) {
            // [CLS] a b c [SEP]
            float mean = (101 + 1037 + 1038 + 1039 + 102) / 5f;

            assertThat(
                            engine.embed(EmbedRequest.query("half", "a b c"))
                                    .embeddings()
                                    .getFirst()
                                    .toArray())
                    .containsExactly(new float[] {mean, mean / 2}, Offset.offset(1e-3f));
            assertThat(
                            engine.embedTokens(
                                            EmbedRequest.query("half", "a b c"),
                                            5,
                                            Caller.NO_DEADLINE)
                                    .embeddings())
                    .containsExactly(
                            Stream.of(101f, 1037f, 1038f, 1039f, 102f)
                                    .map(id -> Embedding.of(id, id / 2))
                                    .toList());
        }
    }

    @Test
    void int8GraphIsBatchDependentOnlyIfItUsesTheScaleOfTheBatchElsewhere() throws IOException {
        String id = "bge-small-en-v1.5-q";
        ModelProto.Builder graph =
                ModelProto.parseFrom(Files.readAllBytes(TestEngines.file(id + ".onnx").path()))
                        .toBuilder();
        String scale =
                graph.getGraph().getNodeList().stream()
                        .filter(node -> node.getOpType().equals("DynamicQuantizeLinear"))
                        .findFirst()
                        .orElseThrow()
                        .getOutput(1);
        graph.getGraphBuilder()
                .addNode(
                        NodeProto.newBuilder()
                                .setOpType("Identity")
                                .addInput(scale)
                                .addOutput("more"));
        Path file = Files.write(folder.resolve("m.onnx"), graph.build().toByteArray());

        assertThat(batchDependent("classpath:" + id + ".onnx")).isFalse();
        assertThat(batchDependent("file:" + file)).isTrue();
    }

    private static boolean batchDependent(String graph) {
        ModelSpec spec =
                new ModelSpec(
                        "int8",
                        graph,
                        null,
                        TOKENIZER,
                        EmbeddingModules.of(Pooling.CLS, true, null),
                        ModelPrompts.NONE,
                        512,
                        null);
        try (TextEncoder model =
                TextEncoder.load(
                        spec,
                        new ModelFiles(Path.of("target/test-data/models")),
                        new Device.Cpu(),
                        new ThreadCounts(1, 1))) {
            return model.batchDependent();
        }
    }

    private static TextEncoder loadInt8(Device device) {
        ModelSpec spec = BuiltInModels.models().get(1);
        return TextEncoder.load(
                spec,
                new ModelFiles(TestEngines.DATA.resolve("models")),
                device,
                new ThreadCounts(1, 1));
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
        ModelSpec spec = BuiltInModels.models().get(1);
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
        try (var engine =
                TestEngines.engine(
                        TestEngines.properties(1, null), TestEngines.tinyModel(), model)) {
            assertThatThrownBy(() -> engine.embed(EmbedRequest.query("nan", "a text")))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("model 'nan' failed to run")
                    .hasMessageContaining("NaN");
            assertThat(engine.embed(EmbedRequest.query(null, "another")).embeddings()).hasSize(1);
        }
    }

    private void load(String onnx, @Nullable String sha256, @Nullable Integer dimensions) {
        TextEncoder.load(
                        new ModelSpec(
                                "mine",
                                onnx,
                                sha256,
                                TOKENIZER,
                                EmbeddingModules.of(Pooling.CLS, true, null),
                                ModelPrompts.NONE,
                                512,
                                dimensions),
                        new ModelFiles(folder),
                        new Device.Cpu(),
                        new ThreadCounts(1, 1))
                .close();
    }
}
