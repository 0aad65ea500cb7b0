package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

import io.semblance.embedding.ModelDescription;
import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.Precision;
import io.semblance.embedding.engine.TestEngines;
import io.semblance.embedding.graph.GraphSignature;
import io.semblance.embedding.graph.PooledGraph;
import io.semblance.embedding.model.ModelFile;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.Tokenizer;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Pooling by the graph itself, as a GPU does it; the arithmetic is that of the processor here. */
class PooledGraphTests {

    private static final List<String> TEXTS =
            List.of(
                    "short",
                    "The pump has lost its prime; bleed the line and check the foot valve.",
                    "A longer passage. ".repeat(20).strip());

    @ParameterizedTest
    @CsvSource({"bge-small-en-v1.5, CLS", "e5-small-v2, MEAN", "all-minilm-l6-v2, LAST"})
    void poolsAsTheHostDoesInABatchWithPadding(String id, Pooling pooling) throws Exception {
        ModelFile file = TestEngines.file(id + ".onnx");
        OrtSession plain = OrtEnvironment.getEnvironment().createSession(file.path().toString());
        GraphSignature graph = GraphSignature.of(plain, TestEngines.spec(id));
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
                new ModelDescription(
                        id,
                        "1",
                        384,
                        512,
                        Precision.FLOAT32,
                        pooling,
                        true,
                        ModelPrompts.NONE,
                        Encoding.Side.RIGHT);
        try (Tokenizer tokenizer =
                Tokenizer.load(TestEngines.file(id + "-tokenizer.json").path())) {
            List<Encoding> encodings = tokenizer.encode(TEXTS);
            TextEncoder model =
                    new TextEncoder(
                            description,
                            new LoadedGraph(
                                    id,
                                    "digest",
                                    Precision.FLOAT32,
                                    false,
                                    tokenizer,
                                    new SessionPool(session, 1)),
                            List.of());
            return model.run(
                    new Batch(encodings.stream().map(each -> new Batch.Row(each, false)).toList()),
                    new BatchBuffers(),
                    new RunThreads(1, 1));
        }
    }
}
