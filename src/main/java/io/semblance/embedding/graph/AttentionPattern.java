package io.semblance.embedding.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds attention as PyTorch exports it from BERT: {@code Softmax(Q · Kᵀ / c + mask) · V}, between
 * the nodes that split the projections into heads and merge the heads again. The mask must come
 * from {@code attention_mask} alone: relative positions and causal masks do not match.
 */
final class AttentionPattern {

    private static final List<Long> HEADS_FIRST = List.of(0L, 2L, 1L, 3L);
    private static final List<Long> HEADS_FIRST_TRANSPOSED = List.of(0L, 2L, 3L, 1L);
    private static final Set<Long> LAST_OF_FOUR_AXES = Set.of(-1L, 3L);

    /** The CUDA kernel reads this many components of a head at once. */
    private static final int HEAD_SIZE_MULTIPLE = 8;

    /** Operators that a mask is built from; none of them produces positions. */
    private static final Set<String> MASK_OPERATORS =
            Set.of(
                    "Cast",
                    "Concat",
                    "Constant",
                    "Expand",
                    "Gather",
                    "Identity",
                    "Mul",
                    "Slice",
                    "Sub",
                    "Unsqueeze",
                    "Where");

    /** Larger constants may be learned. */
    private static final int MASK_CONSTANT_ELEMENTS = 4;

    private final OnnxIndex index;

    AttentionPattern(OnnxIndex index) {
        this.index = index;
    }

    /**
     * An attention.
     *
     * @param query the projection to queries
     * @param key the projection to keys
     * @param value the projection to values
     * @param scale factor of {@code Q · Kᵀ}
     * @param last the node that yields the result {@code [batch, sequence, heads * size]}
     */
    record Attention(Head query, Head key, Head value, float scale, NodeProto last) {

        private boolean hasEqualHeads() {
            return Stream.of(key, value)
                    .allMatch(head -> head.count == query.count && head.size == query.size);
        }
    }

    /** A projection {@code [batch, sequence, count * size]} that is split into heads. */
    record Head(String projection, long count, long size) {}

    private record Scores(NodeProto product, float scale) {}

    /**
     * Returns the attention around a {@code Softmax} node; empty if the nodes differ from the
     * pattern.
     */
    Optional<Attention> around(NodeProto softmax) {
        Optional<Scores> scores =
                index.producer(softmax.getInput(0), "Add")
                        .filter(_ -> LAST_OF_FOUR_AXES.contains(axis(softmax)))
                        .flatMap(this::scores);
        Optional<NodeProto> product = index.onlyConsumer(softmax.getOutput(0), "MatMul");
        Optional<NodeProto> last =
                product.flatMap(node -> index.onlyConsumer(node.getOutput(0), "Transpose"))
                        .filter(node -> permutes(node, HEADS_FIRST))
                        .flatMap(node -> index.onlyConsumer(node.getOutput(0), "Reshape"));
        if (scores.isEmpty() || product.isEmpty() || last.isEmpty()) {
            return Optional.empty();
        }
        NodeProto queriesByKeys = scores.get().product;
        Optional<Head> query = head(queriesByKeys.getInput(0), HEADS_FIRST);
        Optional<Head> key = head(queriesByKeys.getInput(1), HEADS_FIRST_TRANSPOSED);
        Optional<Head> value = head(product.get().getInput(1), HEADS_FIRST);
        if (query.isEmpty() || key.isEmpty() || value.isEmpty()) {
            return Optional.empty();
        }
        float scale = scores.get().scale;
        return Optional.of(new Attention(query.get(), key.get(), value.get(), scale, last.get()))
                .filter(Attention::hasEqualHeads);
    }

    private static long axis(NodeProto softmax) {
        return softmax.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("axis"))
                .mapToLong(AttributeProto::getI)
                .findFirst()
                .orElse(0);
    }

    /** {@code Q · Kᵀ / c + mask}. */
    private Optional<Scores> scores(NodeProto sum) {
        int mask = isMask(sum.getInput(0)) ? 0 : 1;
        if (!isMask(sum.getInput(mask))) {
            return Optional.empty();
        }
        return index.producer(sum.getInput(1 - mask)).flatMap(this::scaled);
    }

    private Optional<Scores> scaled(NodeProto node) {
        Optional<Float> factor =
                switch (node.getOpType()) {
                    case "Div" -> index.constant(node.getInput(1)).flatMap(c -> inverse(c));
                    case "Mul" -> index.constant(node.getInput(1)).flatMap(c -> number(c));
                    default -> Optional.empty();
                };
        return factor.flatMap(scale ->
                index.producer(node.getInput(0), "MatMul")
                        .map(product -> new Scores(product, scale)));
    }

    private static Optional<Float> inverse(TensorProto tensor) {
        return number(tensor).filter(number -> number != 0).map(number -> 1 / number);
    }

    /** Returns the number of a tensor with a single element. */
    private static Optional<Float> number(TensorProto tensor) {
        ByteBuffer raw = raw(tensor);
        if (tensor.getDataType() == DataType.FLOAT.getNumber()) {
            if (tensor.getFloatDataCount() == 1) {
                return Optional.of(tensor.getFloatData(0));
            }
            return raw.remaining() == Float.BYTES ? Optional.of(raw.getFloat()) : Optional.empty();
        }
        if (tensor.getDataType() == DataType.FLOAT16.getNumber()) {
            if (tensor.getInt32DataCount() == 1) {
                return Optional.of(Float.float16ToFloat((short) tensor.getInt32Data(0)));
            }
            return raw.remaining() == Short.BYTES
                    ? Optional.of(Float.float16ToFloat(raw.getShort()))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@code Transpose(Reshape(projection, [batch, sequence, count, size]))}. */
    private Optional<Head> head(String name, List<Long> permutation) {
        return index.producer(name, "Transpose")
                .filter(node -> permutes(node, permutation))
                .flatMap(node -> index.producer(node.getInput(0), "Reshape"))
                .map(split -> new Head(split.getInput(0), shape(split, 2), shape(split, 3)))
                .filter(head ->
                        head.count > 0 && head.size > 0 && head.size % HEAD_SIZE_MULTIPLE == 0);
    }

    private static boolean permutes(NodeProto transpose, List<Long> permutation) {
        return transpose.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("perm"))
                .anyMatch(attribute -> attribute.getIntsList().equals(permutation));
    }

    /** Returns one of the four dimensions that a node reshapes to; 0 if it is not constant. */
    private long shape(NodeProto reshape, int dimension) {
        String shape = reshape.getInput(1);
        return index.producer(shape, "Concat")
                .filter(concat -> concat.getInputCount() == 4)
                .map(concat -> integer(concat.getInput(dimension), 0, 1))
                .orElseGet(() -> integer(shape, dimension, 4));
    }

    /**
     * Returns an element of a constant with this number of elements; 0 if it has another number of
     * them.
     */
    private long integer(String name, int element, int elements) {
        return index.constant(name)
                .filter(tensor -> tensor.getDataType() == DataType.INT64.getNumber())
                .map(tensor -> {
                    if (tensor.getInt64DataCount() == elements) {
                        return tensor.getInt64Data(element);
                    }
                    ByteBuffer raw = raw(tensor);
                    return raw.remaining() == elements * Long.BYTES
                            ? raw.getLong(element * Long.BYTES)
                            : 0L;
                })
                .orElse(0L);
    }

    /**
     * Returns whether a value is computed only from {@code attention_mask}, shapes and small
     * constants.
     */
    private boolean isMask(String name) {
        boolean readsMask = false;
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            String next = open.pop();
            Optional<TensorProto> constant = index.constant(next);
            Optional<NodeProto> node = index.producer(next);
            if (next.equals(GraphSignature.ATTENTION_MASK)) {
                readsMask = true;
            } else if (constant.isPresent()) {
                if (elements(constant.get()) > MASK_CONSTANT_ELEMENTS) {
                    return false;
                }
            } else if (node.isEmpty()) {
                return false;
            } else if (MASK_OPERATORS.contains(node.get().getOpType())) {
                open.addAll(node.get().getInputList());
            } else if (!node.get().getOpType().equals("Shape")) {
                return false;
            }
        }
        return readsMask;
    }

    private static long elements(TensorProto tensor) {
        return tensor.getDimsList().stream().reduce(1L, Math::multiplyExact);
    }
}
