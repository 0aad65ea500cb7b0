package io.semblance.embedding.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An input or output of a graph.
 *
 * @param name its name
 * @param type type of its elements; null if it is not a tensor
 * @param shape its dimensions; {@code -1} for one that is not fixed
 * @param dimensionNames the names of its dimensions in the graph; empty if they have none
 */
public record GraphTensor(
        String name, @Nullable OnnxJavaType type, List<Long> shape, List<String> dimensionNames) {

    /** Maximum number of tensors that a message lists. */
    private static final int SHOWN = 8;

    private static final Map<Integer, OnnxJavaType> TYPES =
            Map.of(
                    DataType.FLOAT_VALUE, OnnxJavaType.FLOAT,
                    DataType.FLOAT16_VALUE, OnnxJavaType.FLOAT16,
                    DataType.DOUBLE_VALUE, OnnxJavaType.DOUBLE,
                    DataType.INT64_VALUE, OnnxJavaType.INT64,
                    DataType.INT32_VALUE, OnnxJavaType.INT32);

    /** Returns inputs or outputs as ONNX Runtime reports them, in the graph's order. */
    public static List<GraphTensor> of(Map<String, NodeInfo> nodes) {
        return nodes.entrySet().stream().map(node -> of(node.getKey(), node.getValue())).toList();
    }

    private static GraphTensor of(String name, NodeInfo node) {
        if (!(node.getInfo() instanceof TensorInfo info)) {
            return new GraphTensor(name, null, List.of(), List.of());
        }
        List<Long> shape = new ArrayList<>();
        for (long size : info.getShape()) {
            shape.add(size);
        }
        return new GraphTensor(name, info.type, shape, List.of(info.getDimensionNames()));
    }

    /**
     * Returns inputs or outputs as a graph's file declares them. Empty if the shape of one is open
     * and only known when the graph is loaded.
     */
    static Optional<List<GraphTensor>> declared(List<ValueInfoProto> values) {
        List<GraphTensor> tensors = new ArrayList<>();
        for (ValueInfoProto value : values) {
            TypeProto.Tensor tensor = value.getType().getTensorType();
            OnnxJavaType type = TYPES.get(tensor.getElemType());
            List<TensorShapeProto.Dimension> shape = tensor.getShape().getDimList();
            if (type == null || shape.isEmpty() || !shape.getLast().hasDimValue()) {
                return Optional.empty();
            }
            tensors.add(
                    new GraphTensor(
                            value.getName(),
                            type,
                            shape.stream()
                                    .map(size -> size.hasDimValue() ? size.getDimValue() : -1L)
                                    .toList(),
                            shape.stream().map(TensorShapeProto.Dimension::getDimParam).toList()));
        }
        return Optional.of(tensors);
    }

    /** Returns whether it has this number of dimensions and elements of type float32 or float16. */
    boolean isFloat(int rank) {
        return (type == OnnxJavaType.FLOAT || type == OnnxJavaType.FLOAT16) && shape.size() == rank;
    }

    /** Returns the size of the last dimension; below 1 if it is not fixed. */
    long lastDimension() {
        return shape.getLast();
    }

    /** Lists tensors for a message: {@code logits (float32 [batch, sequence, 30522])}. */
    static String described(Collection<GraphTensor> tensors) {
        String shown =
                tensors.stream()
                        .limit(SHOWN)
                        .map(GraphTensor::toString)
                        .collect(Collectors.joining(", "));
        return tensors.size() > SHOWN
                ? "%s and %d more".formatted(shown, tensors.size() - SHOWN)
                : shown;
    }

    /** Returns the name of the type of its elements in ONNX. */
    String typeName() {
        return switch (type) {
            case null -> "not a tensor";
            case FLOAT -> "float32";
            case DOUBLE -> "float64";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public String toString() {
        List<String> sizes = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            String given = i < dimensionNames.size() ? dimensionNames.get(i) : "";
            sizes.add(shape.get(i) > 0 ? shape.get(i).toString() : given.isEmpty() ? "?" : given);
        }
        return "%s (%s%s)".formatted(name, typeName(), type == null ? "" : " " + sizes);
    }
}
