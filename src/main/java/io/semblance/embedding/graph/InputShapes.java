package io.semblance.embedding.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.model.GraphSpec;

import java.nio.file.Path;
import java.util.Arrays;

/** Checks that a graph accepts any number of texts of any length, by its declared shapes. */
public final class InputShapes {

    /** What to do about a graph with fixed shapes. */
    public static final String REMEDY =
            "Export the model again with dynamic axes for batch and sequence (optimum-cli export"
                    + " onnx does so unless --no-dynamic-axes is given).";

    private InputShapes() {}

    /**
     * Checks the declared shapes of a loaded graph.
     *
     * @throws ModelLoadException if the batch or sequence dimension of an input is fixed
     */
    public static void requireDynamic(GraphSpec spec, Path onnx, OrtSession session)
            throws OrtException {
        for (var input : session.getInputInfo().entrySet()) {
            if (input.getValue().getInfo() instanceof TensorInfo tensor) {
                requireDynamic(spec, onnx, input.getKey(), tensor.getShape());
            }
        }
    }

    /**
     * Checks the declared shapes of a graph's file.
     *
     * @throws ModelLoadException if the batch or sequence dimension of an input is fixed
     */
    static void requireDynamic(GraphSpec spec, Path onnx, GraphProto graph) {
        for (ValueInfoProto input : graph.getInputList()) {
            requireDynamic(
                    spec,
                    onnx,
                    input.getName(),
                    input.getType().getTensorType().getShape().getDimList().stream()
                            .mapToLong(size -> size.hasDimValue() ? size.getDimValue() : -1)
                            .toArray());
        }
    }

    private static void requireDynamic(GraphSpec spec, Path onnx, String input, long[] shape) {
        // An input with another number of dimensions is of another kind, and is checked elsewhere.
        if (shape.length == 2 && Arrays.stream(shape).anyMatch(size -> size > 0)) {
            throw new ModelLoadException(
                    "model '%s': %s: the input %s has the fixed shape %s; expected [batch, sequence], both dynamic"
                            .formatted(
                                    spec.id(),
                                    onnx,
                                    input,
                                    Arrays.toString(shape).replaceAll("-1|\\b0\\b", "any")),
                    REMEDY,
                    null);
        }
    }
}
