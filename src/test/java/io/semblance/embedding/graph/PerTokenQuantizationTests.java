package io.semblance.embedding.graph;

import static io.semblance.embedding.graph.OnnxNodes.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

import com.google.protobuf.ByteString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** Graphs as a dynamic quantizer writes them, run by ONNX Runtime, and graphs that are not. */
class PerTokenQuantizationTests {

    /** int8, {@code [in, out]}. */
    private static final byte[][] WEIGHTS = {{10, -20}, {30, 40}, {-50, 60}};

    private static final float[] SCALES = {0.5f, 0.25f};

    @ParameterizedTest
    @CsvSource({"11, true", "13, false", "18, true", "21, false"})
    void eachTokenIsScaledByItself(int opset, boolean scalePerColumn) throws OrtException {
        float[][][] tokens = {
            {{0.5f, -0.25f, 0.125f}, {0, 0, 0}}, {{400, 100, -300}, {0.001f, 0.002f, -0.003f}}
        };
        ModelProto rewritten =
                PerTokenQuantization.of(model(opset, scalePerColumn, "Cast").build()).orElseThrow();

        float[][][] products = run(rewritten, tokens);

        for (int text = 0; text < 2; text++) {
            for (int token = 0; token < 2; token++) {
                for (int column = 0; column < 2; column++) {
                    double exact = 0;
                    double size = 0;
                    for (int i = 0; i < 3; i++) {
                        double weight =
                                WEIGHTS[i][column] * (scalePerColumn ? SCALES[column] : SCALES[0]);
                        exact += tokens[text][token][i] * weight;
                        size += Math.abs(tokens[text][token][i]) * Math.abs(weight);
                    }
                    // By the range of the whole batch the small tokens would all be zero.
                    assertThat((double) products[text][token][column])
                            .isCloseTo(exact, within(size / 127 + 1e-9));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Identity", "DynamicQuantizeMatMul"})
    void aGraphOfAnotherMakeIsLeftAlone(String type) {
        assertThat(PerTokenQuantization.of(model(11, true, type).build())).isEmpty();
    }

    @Test
    void weightsInAnotherFileAreLeftAlone() {
        ModelProto.Builder model = model(11, true, "Cast");
        model.getGraphBuilder().getInitializerBuilder(0).setDataLocation(DataLocation.EXTERNAL);

        assertThat(PerTokenQuantization.of(model.build())).isEmpty();
    }

    @Test
    void aScaleThatIsPutOutIsLeftAlone() {
        ModelProto.Builder model = model(11, true, "Cast");
        model.getGraphBuilder().addOutput(value("scale"));

        assertThat(PerTokenQuantization.of(model.build())).isEmpty();
    }

    /**
     * {@code x [texts, tokens, 3] → y [texts, tokens, 2]}.
     *
     * @param toFloat type of the node behind the integer product; Cast in a graph as known
     */
    private static ModelProto.Builder model(int opset, boolean scalePerColumn, String toFloat) {
        NodeProto.Builder cast =
                toFloat.equals("Cast")
                        ? OnnxNodes.cast(DataType.FLOAT, "float", "integers")
                        : node(toFloat, "float", "integers");
        GraphProto.Builder graph =
                GraphProto.newBuilder()
                        .setName("quantized")
                        .addNode(
                                node("DynamicQuantizeLinear", "quantized", "x")
                                        .addOutput("scale")
                                        .addOutput("zero_point"))
                        .addNode(node("Mul", "scales", "scale", "weight_scale"))
                        .addNode(
                                node(
                                        "MatMulInteger",
                                        "integers",
                                        "quantized",
                                        "weights",
                                        "zero_point",
                                        "weight_zero_point"))
                        .addNode(cast)
                        .addNode(node("Mul", "y", "float", "scales"))
                        .addInput(value("x"))
                        .addOutput(value("y"))
                        .addInitializer(weights())
                        .addInitializer(
                                tensor("weight_zero_point", DataType.INT8_VALUE)
                                        .setRawData(ByteString.copyFrom(new byte[1])));
        TensorProto.Builder scale = tensor("weight_scale", DataType.FLOAT_VALUE);
        if (scalePerColumn) {
            scale.addDims(2).addFloatData(SCALES[0]).addFloatData(SCALES[1]);
        } else {
            scale.addFloatData(SCALES[0]);
        }
        return OnnxNodes.model(opset, graph.addInitializer(scale));
    }

    private static TensorProto.Builder weights() {
        byte[] rows = new byte[6];
        for (int i = 0; i < 6; i++) {
            rows[i] = WEIGHTS[i / 2][i % 2];
        }
        return tensor("weights", DataType.INT8_VALUE)
                .addDims(3)
                .addDims(2)
                .setRawData(ByteString.copyFrom(rows));
    }

    private static TensorProto.Builder tensor(String name, int type) {
        return TensorProto.newBuilder().setName(name).setDataType(type);
    }

    private static ValueInfoProto.Builder value(String name) {
        return OnnxNodes.value(name, DataType.FLOAT, 0, 0, 0);
    }

    private static float[][][] run(ModelProto model, float[][][] tokens) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(model.toByteArray());
                var x = OnnxTensor.createTensor(environment, tokens);
                var result = session.run(Map.of("x", x))) {
            return (float[][][]) result.get(0).getValue();
        }
    }
}
