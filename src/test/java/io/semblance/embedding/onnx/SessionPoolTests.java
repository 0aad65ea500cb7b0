package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;

import com.google.protobuf.ByteString;

import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.engine.TestEngines;
import io.semblance.embedding.graph.TinyEncoder;
import io.semblance.embedding.model.EmbeddingModules;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.tokenization.Encoding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Sessions with several threads, which share their weights with the one that all lanes share. */
class SessionPoolTests {

    private static final ThreadCounts FOUR_CORES = new ThreadCounts(1, 4);
    private static final List<String> TEXTS =
            List.of(
                    "How do I reset my password?",
                    "A wind turbine turns the kinetic energy of wind into electrical energy. "
                            .repeat(12));

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bge-small-en-v1.5", "bge-small-en-v1.5-q"})
    void everyWidthYieldsTheSameVectors(String id) throws OrtException {
        ModelSpec spec = spec("classpath:" + id + ".onnx", "classpath:" + id + "-tokenizer.json");
        try (TextEncoder model = load(spec)) {
            awaitWidth(model, 4);
            for (String text : TEXTS) {
                Batch batch = batch(model, text);
                float[][] narrow = model.run(batch, new BatchBuffers(), threads(1));

                assertThat(model.run(batch, new BatchBuffers(), threads(4))).isDeepEqualTo(narrow);
                assertThat(model.run(batch, new BatchBuffers(), threads(2))).isDeepEqualTo(narrow);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 4})
    void weightsInAnotherFileAreSharedToo(int alignment) throws IOException, OrtException {
        String tokenizer = "classpath:bge-small-en-v1.5-tokenizer.json";
        Path graph = withExternalData("bge-small-en-v1.5", alignment);
        try (TextEncoder model = load(spec("file:" + graph, tokenizer));
                TextEncoder original = load(spec("classpath:bge-small-en-v1.5.onnx", tokenizer))) {
            awaitWidth(model, 4);
            Batch batch = batch(model, TEXTS.getFirst());

            assertThat(model.run(batch, new BatchBuffers(), threads(4)))
                    .isDeepEqualTo(original.run(batch, new BatchBuffers(), threads(1)));
        }
    }

    /** Writes a graph whose large weights are in another file, at multiples of a number. */
    private Path withExternalData(String id, int alignment) throws IOException {
        Path original = TestEngines.file(id + ".onnx").path();
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(original)).toBuilder();
        long offset = alignment;
        try (FileChannel data =
                FileChannel.open(
                        folder.resolve("weights.bin"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
                ByteString bytes = tensor.getRawData();
                if (bytes.size() < 1_024) {
                    continue;
                }
                data.write(bytes.asReadOnlyByteBuffer(), offset);
                tensor.clearRawData()
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(entry("location", "weights.bin"))
                        .addExternalData(entry("offset", String.valueOf(offset)))
                        .addExternalData(entry("length", String.valueOf(bytes.size())));
                offset += Math.ceilDiv(bytes.size(), alignment) * (long) alignment;
            }
        }
        return Files.write(folder.resolve("external.onnx"), model.build().toByteArray());
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @Test
    void float16WeightsAreNotShared() throws IOException {
        Path graph = Files.write(folder.resolve("m.onnx"), TinyEncoder.half(1, 0.5f));
        try (TextEncoder model =
                load(spec("file:" + graph, "classpath:bge-small-en-v1.5-tokenizer.json"))) {
            assertThat(model.threads(100, 4).count()).isEqualTo(1);
        }
    }

    @Test
    void modelCanBeClosedWhileItsSessionsAreCreated() {
        ModelSpec spec =
                spec(
                        "closed-early",
                        "classpath:bge-small-en-v1.5.onnx",
                        "classpath:bge-small-en-v1.5-tokenizer.json");
        TextEncoder model =
                TextEncoder.load(spec, files(), new Device.Cpu(), new ThreadCounts(1, 64));

        model.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("wide-sessions-closed-early"));
    }

    private static void awaitWidth(TextEncoder model, int width) {
        await().atMost(Duration.ofSeconds(60)).until(() -> model.threads(100, 4).count() == width);
        // The narrower sessions come last.
        await().atMost(Duration.ofSeconds(60)).until(() -> model.threads(100, 2).count() == 2);
    }

    private static RunThreads threads(int count) {
        return new RunThreads(count, 4);
    }

    private static Batch batch(TextEncoder model, String text) {
        Encoding encoding = model.tokenizer().encode(List.of(text)).getFirst();
        return new Batch(Stream.of(encoding).map(row -> new Batch.Row(row, false)).toList());
    }

    private static TextEncoder load(ModelSpec spec) {
        return TextEncoder.load(spec, files(), new Device.Cpu(), FOUR_CORES);
    }

    private static ModelFiles files() {
        return new ModelFiles(TestEngines.DATA.resolve("models"));
    }

    private static ModelSpec spec(String graph, String tokenizer) {
        return spec("mine", graph, tokenizer);
    }

    private static ModelSpec spec(String id, String graph, String tokenizer) {
        return new ModelSpec(
                id,
                graph,
                null,
                tokenizer,
                EmbeddingModules.of(Pooling.CLS, true, null),
                ModelPrompts.NONE,
                512,
                null);
    }
}
