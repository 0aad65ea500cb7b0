package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

import io.semblance.embedding.ModelDescription;
import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.Precision;
import io.semblance.embedding.engine.TestEngines;
import io.semblance.embedding.graph.AttentionFusion;
import io.semblance.embedding.graph.GraphSignature;
import io.semblance.embedding.graph.OnnxNodes;
import io.semblance.embedding.graph.PooledGraph;
import io.semblance.embedding.graph.TinyGraph;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.Tokenizer;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Fused attention as a GPU runs it, here with the kernel of the CPU. */
class AttentionFusionTests {

    private static final List<String> TEXTS =
            List.of(
                    "short",
                    "The pump has lost its prime; bleed the line and check the foot valve.",
                    "A longer passage. ".repeat(20).strip());

    @ParameterizedTest
    @CsvSource({"bge-small-en-v1.5, 12", "e5-small-v2, 12", "all-minilm-l6-v2, 6"})
    void fusesEveryLayer(String id, int layers) throws IOException {
        ModelProto fused = AttentionFusion.of(model(id)).orElseThrow();

        assertThat(fused.getGraph().getNodeList())
                .extracting(NodeProto::getOpType)
                .doesNotContain("Softmax")
                .filteredOn(type -> type.equals("MultiHeadAttention"))
                .hasSize(layers);
    }

    @ParameterizedTest
    @CsvSource({"bge-small-en-v1.5, CLS", "e5-small-v2, MEAN", "all-minilm-l6-v2, MEAN"})
    void yieldsTheSameVectorsInABatchWithPadding(String id, Pooling pooling) throws Exception {
        Path file = TestEngines.file(id + ".onnx").path();
        OrtSession plain = OrtEnvironment.getEnvironment().createSession(file.toString());
        GraphSignature graph = GraphSignature.of(plain, TestEngines.spec(id));
        try (var options = new SessionOptions();
                var host = new OnnxSession(plain, graph, false, false);
                var fused =
                        FusedSession.open(file, plain, graph, PooledGraph.pooling(graph), options)
                                .orElseThrow()) {
            float[][] expected = run(id, pooling, host);
            float[][] actual = run(id, pooling, fused);

            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).containsExactly(expected[i], Offset.offset(1e-5f));
            }
        }
    }

    @Test
    void checkFailsWhereAnotherScaleYieldsOtherVectors() throws Exception {
        Path file = TestEngines.file("all-minilm-l6-v2.onnx").path();
        ModelProto unscaled = unscaled(AttentionFusion.of(ModelFiles.parsed(file)).orElseThrow());
        OrtSession plain = OrtEnvironment.getEnvironment().createSession(file.toString());
        GraphSignature graph = GraphSignature.of(plain, TestEngines.spec("all-minilm-l6-v2"));
        try (plain;
                var options = new SessionOptions();
                var fused =
                        new OnnxSession(
                                ExtendedGraph.load(
                                        unscaled, file, PooledGraph.pooling(graph), options),
                                graph,
                                true,
                                true)) {
            assertThat(FusedSession.agree(plain, fused)).isFalse();
        }
    }

    @Test
    void leavesAttentionWithRelativePositionsAsItIs() throws IOException {
        ModelProto.Builder model = model("all-minilm-l6-v2").toBuilder();
        model.getGraphBuilder().getNodeBuilderList().stream()
                .filter(node -> node.getOpType().equals("Add"))
                .filter(node -> node.getName().contains("attention/self/Add"))
                .forEach(node -> node.setInput(1, "positions"));
        model.getGraphBuilder().addInput(OnnxNodes.value("positions", DataType.FLOAT, 0, 0, 0, 0));

        assertThat(AttentionFusion.of(model.build())).isEmpty();
    }

    @Test
    void leavesAGraphWithoutAttentionAsItIs() throws IOException {
        assertThat(AttentionFusion.of(ModelProto.parseFrom(TinyGraph.yieldingNaN()))).isEmpty();
    }

    private static ModelProto model(String id) throws IOException {
        return ModelFiles.parsed(TestEngines.file(id + ".onnx").path());
    }

    private static ModelProto unscaled(ModelProto model) {
        ModelProto.Builder unscaled = model.toBuilder();
        unscaled.getGraphBuilder().getNodeBuilderList().stream()
                .filter(node -> node.getOpType().equals("MultiHeadAttention"))
                .flatMap(node -> node.getAttributeBuilderList().stream())
                .filter(attribute -> attribute.getName().equals("scale"))
                .forEach(attribute -> attribute.setF(1));
        return unscaled.build();
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
