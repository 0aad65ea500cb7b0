package io.semblance.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.Tokenizer;
import io.semblance.vector.Embedding;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Pooling by the graph itself, as a GPU does it; the arithmetic is that of the processor here. */
class PooledGraphTests {

    private static final List<String> TEXTS =
            List.of(
                    "short",
                    "The pump has lost its prime; bleed the line and check the foot valve.",
                    "A longer passage. ".repeat(20).strip());

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"bge-small-en-v1.5, CLS", "e5-small-v2, MEAN", "all-minilm-l6-v2, LAST"})
    void poolsAsTheHostDoesInABatchWithPadding(String id, Pooling pooling) throws Exception {
        ModelFile file = TestEngines.file(id + ".onnx");
        OrtSession plain = OrtEnvironment.getEnvironment().createSession(file.path().toString());
        OnnxGraph graph = OnnxGraph.of(plain, OnnxGraph.Head.TOKEN_VECTORS);
        try (var options = new SessionOptions();
                var host = new OnnxSession(plain, graph, false, false);
                var device =
                        new OnnxSession(
                                ExtendedGraph.load(
                                        file.path(), PooledGraph.pooling(graph), options),
                                graph,
                                true,
                                false)) {
            float[][] expected = run(id, pooling, host);
            float[][] actual = run(id, pooling, device);

            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).containsExactly(expected[i], Offset.offset(1e-5f));
            }
        }
    }

    private static float[][] run(String id, Pooling pooling, OnnxSession session) throws Exception {
        var description =
                new ModelDescription(id, "1", 384, 512, Precision.FLOAT32, pooling, true, "", "");
        try (Tokenizer tokenizer =
                Tokenizer.load(TestEngines.file(id + "-tokenizer.json").path())) {
            List<Encoding> encodings = tokenizer.encode(TEXTS);
            OnnxModel model =
                    new OnnxModel(
                            description,
                            new LoadedGraph(
                                    id, "digest", Precision.FLOAT32, false, tokenizer, session));
            return model.run(
                    new Job(model, Priority.BULK, encodings, Caller.PATIENT).works(),
                    new LaneBuffers());
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
                                            EmbedRequest.query("half", "a b c"), 5, Caller.PATIENT)
                                    .embeddings())
                    .containsExactly(
                            Stream.of(101f, 1037f, 1038f, 1039f, 102f)
                                    .map(id -> Embedding.of(id, id / 2))
                                    .toList());
        }
    }
}
