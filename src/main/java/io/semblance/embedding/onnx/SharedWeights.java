package io.semblance.embedding.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

import io.semblance.embedding.graph.OnnxNodes;
import io.semblance.embedding.model.ExternalData;
import io.semblance.embedding.model.ModelFiles;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The weights of a graph, in memory once for all its sessions on the CPU. ONNX Runtime rearranges a
 * matrix for its kernels when it creates a session and then no longer reads the original, so the
 * originals are freed when all sessions are created ({@link #freeMatrices}). Not thread-safe.
 */
final class SharedWeights implements AutoCloseable {

    /** Smaller tensors are not worth sharing. */
    private static final int MIN_BYTES = 16_384;

    /** The bytes at the start of a matrix that {@link #check} changes. */
    private static final int CHANGED_BYTES = 16_384;

    private static final int ALIGNMENT = 64;

    /** Maximum share of the weights of which each session has its own copy. */
    private static final double MAX_NOT_SHARED = 0.1;

    /** Nodes whose results replace constant inputs when a session is created. */
    private static final Set<String> CHANGING =
            Set.of(
                    "Cast",
                    "Concat",
                    "DequantizeLinear",
                    "Reshape",
                    "Slice",
                    "Split",
                    "Squeeze",
                    "Transpose",
                    "Unsqueeze");

    private static final Map<Integer, OnnxJavaType> TYPES =
            Map.of(
                    DataType.FLOAT_VALUE, OnnxJavaType.FLOAT,
                    DataType.FLOAT16_VALUE, OnnxJavaType.FLOAT16,
                    DataType.BFLOAT16_VALUE, OnnxJavaType.BFLOAT16,
                    DataType.INT8_VALUE, OnnxJavaType.INT8,
                    DataType.UINT8_VALUE, OnnxJavaType.UINT8);

    private final Path graph;
    private final Arena matrixMemory = Arena.ofShared();
    private final Arena tableMemory = Arena.ofShared();
    private final List<MemorySegment> matrices = new ArrayList<>();
    private final Map<String, OnnxTensor> tensors = new HashMap<>();
    private @Nullable PrepackedWeights prepacked;
    private boolean matricesAreRead;

    private SharedWeights(Path graph) {
        this.graph = graph;
    }

    /**
     * Reads the weights of a graph.
     *
     * @throws IOException if a file cannot be read
     * @throws OrtException if ONNX Runtime rejects a tensor
     * @throws UnsupportedOperationException if ONNX Runtime cannot share weights
     */
    static SharedWeights read(Path graph) throws IOException, OrtException {
        var weights = new SharedWeights(graph);
        try {
            weights.read(ModelFiles.parsed(graph));
            weights.prepacked = new PrepackedWeights();
            return weights;
        } catch (IOException | OrtException | RuntimeException | Error e) {
            weights.close();
            throw e;
        }
    }

    private void read(ModelProto model) throws IOException, OrtException {
        Set<String> matrixNames = new HashSet<>();
        Set<String> otherNames = new HashSet<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            (isProduct(node) ? matrixNames : otherNames).addAll(node.getInputList());
        }
        model.getGraph().getOutputList().forEach(output -> otherNames.add(output.getName()));
        matrixNames.removeAll(otherNames);
        if (model.getGraph().getNodeList().stream().anyMatch(OnnxNodes::hasSubgraph)) {
            // Its nodes may read any tensor, and need not run when the sessions are checked.
            matrixNames.clear();
        }
        requireUnchanged(model);
        for (TensorProto tensor : model.getGraph().getInitializerList()) {
            OnnxJavaType type = TYPES.get(tensor.getDataType());
            if (type != null && bytes(tensor, type) >= MIN_BYTES) {
                boolean matrix =
                        tensor.getDimsCount() > 1 && matrixNames.contains(tensor.getName());
                add(tensor, type, matrix);
            }
        }
    }

    /**
     * Requires that ONNX Runtime uses the weights as they are. A weight that a node changes before
     * it is used is replaced by the result when a session is created, and each session has its own.
     */
    private static void requireUnchanged(ModelProto model) {
        Set<String> changed = new HashSet<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            if (CHANGING.contains(node.getOpType())) {
                changed.addAll(node.getInputList());
            }
        }
        long all = 0;
        long notShared = 0;
        for (TensorProto tensor : model.getGraph().getInitializerList()) {
            long elements = tensor.getDimsList().stream().reduce(1L, Math::multiplyExact);
            all += elements;
            boolean inline = tensor.getDataLocation() == DataLocation.DEFAULT;
            if (changed.contains(tensor.getName()) || (inline && tensor.getRawData().isEmpty())) {
                notShared += elements;
            }
        }
        if (notShared > MAX_NOT_SHARED * all) {
            throw new UnsupportedOperationException(
                    "%d of %d weights are changed before they are used".formatted(notShared, all));
        }
    }

    /** Returns whether a node multiplies with a matrix, which ONNX Runtime can then rearrange. */
    private static boolean isProduct(NodeProto node) {
        String type = node.getOpType();
        return type.contains("MatMul") || type.contains("Gemm") || type.contains("Attention");
    }

    private static long bytes(TensorProto tensor, OnnxJavaType type) {
        if (tensor.getDataLocation() == DataLocation.DEFAULT) {
            return tensor.getRawData().size();
        }
        long bytes = type.size;
        for (long size : tensor.getDimsList()) {
            bytes = Math.multiplyExact(bytes, size);
        }
        return bytes <= Integer.MAX_VALUE ? bytes : 0;
    }

    private void add(TensorProto tensor, OnnxJavaType type, boolean matrix)
            throws IOException, OrtException {
        MemorySegment data =
                (matrix ? matrixMemory : tableMemory).allocate(bytes(tensor, type), ALIGNMENT);
        copy(tensor, data);
        tensors.put(
                tensor.getName(),
                OnnxTensor.createTensor(
                        SharedOrtEnvironment.get(),
                        data.asByteBuffer().order(ByteOrder.nativeOrder()),
                        tensor.getDimsList().stream().mapToLong(Long::longValue).toArray(),
                        type));
        if (matrix) {
            matrices.add(data);
        }
    }

    /** Copies a tensor: in a file it is not aligned, and the file can change. */
    private void copy(TensorProto tensor, MemorySegment data) throws IOException {
        if (tensor.getDataLocation() == DataLocation.DEFAULT) {
            tensor.getRawData().copyTo(data.asByteBuffer());
            return;
        }
        ExternalData.Place place = ExternalData.place(tensor);
        try (FileChannel channel = FileChannel.open(graph.resolveSibling(place.location()));
                Arena file = Arena.ofConfined()) {
            data.copyFrom(channel.map(MapMode.READ_ONLY, place.offset(), data.byteSize(), file));
        }
    }

    /**
     * Creates a session with these weights.
     *
     * @throws OrtException if ONNX Runtime cannot create it, for example because a kernel cannot
     *     share its weights
     */
    OrtSession open(SessionOptions options) throws OrtException {
        for (Map.Entry<String, OnnxTensor> tensor : tensors.entrySet()) {
            options.addInitializer(tensor.getKey(), tensor.getValue());
        }
        return Objects.requireNonNull(prepacked).createSession(graph, options);
    }

    /** A run of a session. */
    interface Run {

        /** Returns the output. */
        float[] run() throws OrtException;
    }

    /**
     * Checks whether a new session reads the original matrices, because it has not rearranged each
     * of them: changes a part of each matrix, and compares the outputs. If it does, they are kept.
     *
     * @param before its outputs with unchanged matrices
     */
    void check(Run session, float[] before) throws OrtException {
        if (matricesAreRead) {
            // A change would reach the batches that other sessions run.
            return;
        }
        matrices.forEach(SharedWeights::invert);
        try {
            matricesAreRead = !Arrays.equals(session.run(), before);
        } finally {
            matrices.forEach(SharedWeights::invert);
        }
    }

    private static void invert(MemorySegment matrix) {
        for (long i = 0; i < Math.min(CHANGED_BYTES, matrix.byteSize()); i += Long.BYTES) {
            long value = matrix.get(ValueLayout.JAVA_LONG_UNALIGNED, i);
            matrix.set(ValueLayout.JAVA_LONG_UNALIGNED, i, ~value);
        }
    }

    /** Frees the original matrices if no session reads them. None can be created afterwards. */
    void freeMatrices() {
        if (!matricesAreRead) {
            matrices.clear();
            matrixMemory.close();
        }
        PrepackedWeights.trimHeap();
    }

    /** Frees the weights. No session that uses them may be open. */
    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
        if (prepacked != null) {
            prepacked.close();
            prepacked = null;
        }
        if (matrixMemory.scope().isAlive()) {
            matrixMemory.close();
        }
        tableMemory.close();
    }
}
