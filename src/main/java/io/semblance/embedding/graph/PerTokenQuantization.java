package io.semblance.embedding.graph;

import static io.semblance.embedding.graph.OnnxNodes.node;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

import com.google.protobuf.ByteString;

import io.semblance.embedding.model.ModelFile;
import io.semblance.embedding.model.ModelFiles;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rewrites a graph with dynamically quantised int8 weights so that the vector of a text does not
 * depend on the other texts of its batch.
 *
 * <p>Such a graph scales its activations to 8 bits by their range over the whole batch ({@code
 * DynamicQuantizeLinear}). After the rewriting, each token's activations are scaled by their own
 * greatest absolute value, symmetrically: {@code x ≈ max|x| / 127 · (q - 128)}. The weights stay
 * unchanged and the products stay integers. The result is nearer to the unquantised model, because
 * one outlier no longer coarsens all other tokens. See docs/decisions/007-int8-batches.md.
 *
 * <p>Each sequence {@code MatMulInteger → Cast → Mul} becomes a {@code MatMulIntegerToFloat}, which
 * applies the scale of the weights, and a product with the scales of the tokens. ONNX Runtime would
 * fuse the three nodes itself, but assumes that the scale of the activations is a single number.
 */
public final class PerTokenQuantization {

    /** Identifies this rewriting: it changes whenever the vectors would. */
    public static final String ID = "tokenwise-2";

    private static final String CONTRIB = "com.microsoft";
    private static final String PREFIX = "semblance/";
    private static final String STEP = PREFIX + "step";
    private static final String ZERO_POINT = PREFIX + "zero_point";
    private static final String LAST_AXIS = PREFIX + "last_axis";

    /** The operator set version from which the axes of {@code ReduceMax} are an input. */
    private static final long AXES_ARE_INPUTS = 18;

    private final ModelProto model;
    private final Map<String, NodeProto> producers = new HashMap<>();
    private final Map<String, List<NodeProto>> consumers = new HashMap<>();
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<NodeProto, List<NodeProto>> replacements = new HashMap<>();

    private PerTokenQuantization(ModelProto model) {
        this.model = model;
        GraphProto graph = model.getGraph();
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> producers.put(output, node));
            node.getInputList()
                    .forEach(input ->
                            consumers.computeIfAbsent(input, _ -> new ArrayList<>()).add(node));
        }
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    }

    /**
     * Returns the graph to run for a file: a rewritten copy if its int8 weights are quantised
     * dynamically, otherwise the file itself.
     *
     * @throws io.semblance.embedding.ModelLoadException if the copy cannot be written
     */
    public static ModelFile rewritten(ModelFiles files, String model, ModelFile onnx) {
        return onnx.dynamicallyQuantized()
                ? files.rewritten(model, onnx, ID, PerTokenQuantization::of)
                : onnx;
    }

    /**
     * Returns the model with each token scaled by itself. Empty if a quantised part has an unknown
     * structure, or its weights are in another file.
     */
    static Optional<ModelProto> of(ModelProto model) {
        return new PerTokenQuantization(model).rewritten();
    }

    private Optional<ModelProto> rewritten() {
        List<NodeProto> nodes = model.getGraph().getNodeList();
        boolean known =
                nodes.stream().noneMatch(OnnxNodes::hasSubgraph)
                        && constants.values().stream().noneMatch(PerTokenQuantization::isElsewhere)
                        && nodes.stream()
                                .filter(node -> node.getOpType().startsWith("DynamicQuantize"))
                                .allMatch(this::replace);
        return known ? Optional.of(assembled()) : Optional.empty();
    }

    private static boolean isElsewhere(TensorProto tensor) {
        return tensor.getDataLocation() == DataLocation.EXTERNAL;
    }

    private boolean replace(NodeProto quantizer) {
        if (!quantizer.getOpType().equals("DynamicQuantizeLinear")) {
            return false;
        }
        String quantized = quantizer.getOutput(0);
        for (NodeProto product : consumers.getOrDefault(quantized, List.of())) {
            if (!replaceProduct(product, quantizer)) {
                return false;
            }
        }
        replacements.put(quantizer, scaledByToken(quantizer));
        // Nothing may still read the scale and the zero point.
        return isReplaced(quantizer.getOutput(1)) && isReplaced(quantizer.getOutput(2));
    }

    private boolean isReplaced(String output) {
        return consumers.getOrDefault(output, List.of()).stream()
                        .allMatch(replacements::containsKey)
                && model.getGraph().getOutputList().stream()
                        .noneMatch(value -> value.getName().equals(output));
    }

    /** {@code MatMulInteger → Cast → Mul(scale of the activations · scale of the weights)}. */
    private boolean replaceProduct(NodeProto product, NodeProto quantizer) {
        NodeProto cast = onlyConsumer(product.getOutput(0), "Cast");
        NodeProto scaled = cast == null ? null : onlyConsumer(cast.getOutput(0), "Mul");
        if (!product.getOpType().equals("MatMulInteger")
                || !product.getInput(0).equals(quantizer.getOutput(0))
                || product.getInputCount() < 3
                || !product.getInput(2).equals(quantizer.getOutput(2))
                || cast == null
                || scaled == null) {
            return false;
        }
        NodeProto scales = producers.get(other(scaled, cast.getOutput(0)));
        if (scales == null
                || !scales.getOpType().equals("Mul")
                || !scales.getInputList().contains(quantizer.getOutput(1))
                || onlyConsumer(scales.getOutput(0), "Mul") == null) {
            return false;
        }
        String weightScale = other(scales, quantizer.getOutput(1));
        TensorProto constant = constants.get(weightScale);
        if (constant == null || constant.getDimsCount() > 1) {
            return false;
        }
        String unscaled = PREFIX + product.getOutput(0);
        NodeProto.Builder toFloat =
                node(
                                "MatMulIntegerToFloat",
                                unscaled,
                                product.getInput(0),
                                product.getInput(1),
                                STEP,
                                weightScale,
                                ZERO_POINT)
                        .setDomain(CONTRIB);
        if (product.getInputCount() > 3) {
            toFloat.addInput(product.getInput(3));
        }
        replacements.put(product, List.of());
        replacements.put(cast, List.of());
        replacements.put(scales, List.of());
        replacements.put(
                scaled,
                List.of(
                        toFloat.build(),
                        node("Mul", scaled.getOutput(0), unscaled, quantizer.getOutput(1))
                                .build()));
        return true;
    }

    private @Nullable NodeProto onlyConsumer(String output, String type) {
        List<NodeProto> all = consumers.getOrDefault(output, List.of());
        return all.size() == 1 && all.getFirst().getOpType().equals(type) ? all.getFirst() : null;
    }

    private static String other(NodeProto node, String input) {
        return node.getInput(node.getInput(0).equals(input) ? 1 : 0);
    }

    /**
     * Returns nodes with the same outputs except the zero point: the quantised activations, and
     * each token's greatest absolute value as the scale. If it is 0, the quotients are NaN; the
     * resulting byte does not matter, because it is multiplied by 0.
     */
    private List<NodeProto> scaledByToken(NodeProto quantizer) {
        String activations = quantizer.getInput(0);
        String greatest = quantizer.getOutput(1);
        String absolute = PREFIX + greatest + "/absolute";
        String unit = PREFIX + greatest + "/unit";
        return List.of(
                node("Abs", absolute, activations).build(),
                greatest(absolute, greatest),
                node("Div", unit, activations, greatest).build(),
                node("QuantizeLinear", quantizer.getOutput(0), unit, STEP, ZERO_POINT).build());
    }

    private NodeProto greatest(String input, String output) {
        NodeProto.Builder node = node("ReduceMax", output, input);
        if (opset() >= AXES_ARE_INPUTS) {
            return node.addInput(LAST_AXIS).build();
        }
        return node.addAttribute(OnnxNodes.list("axes", -1)).build();
    }

    private long opset() {
        return model.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(0);
    }

    private ModelProto assembled() {
        GraphProto.Builder graph = model.getGraph().toBuilder().clearNode();
        for (NodeProto node : model.getGraph().getNodeList()) {
            graph.addAllNode(replacements.getOrDefault(node, List.of(node)));
        }
        graph.addInitializer(
                        TensorProto.newBuilder()
                                .setName(STEP)
                                .setDataType(DataType.FLOAT_VALUE)
                                .addFloatData(1f / 127))
                .addInitializer(
                        TensorProto.newBuilder()
                                .setName(ZERO_POINT)
                                .setDataType(DataType.UINT8_VALUE)
                                .setRawData(ByteString.copyFrom(new byte[] {(byte) 128})));
        if (opset() >= AXES_ARE_INPUTS) {
            graph.addInitializer(
                    TensorProto.newBuilder()
                            .setName(LAST_AXIS)
                            .setDataType(DataType.INT64_VALUE)
                            .addDims(1)
                            .addInt64Data(-1));
        }
        ModelProto.Builder rewritten = model.toBuilder().setGraph(graph);
        if (model.getOpsetImportList().stream().noneMatch(set -> set.getDomain().equals(CONTRIB))) {
            rewritten.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(CONTRIB).setVersion(1));
        }
        return rewritten.build();
    }
}
