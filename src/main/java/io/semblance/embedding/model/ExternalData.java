package io.semblance.embedding.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;

import com.google.protobuf.InvalidProtocolBufferException;

import io.semblance.embedding.ModelLoadException;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The external data of a graph: files with its weights, whose paths in the graph are relative to
 * its folder (ONNX, "External Data"). Weights of more than 2 GB must be stored this way.
 */
public final class ExternalData {

    private static final String LOCATION = "location";
    private static final String OFFSET = "offset";

    private final NavigableSet<String> locations = new TreeSet<>();

    private ExternalData() {}

    /**
     * Returns the locations in a graph's file, sorted; empty if the file is not a graph.
     *
     * @throws ModelLoadException if one lies outside the graph's folder
     */
    static NavigableSet<String> locations(String model, ModelFile onnx) throws IOException {
        if (!onnx.mayHaveExternalData()) {
            return new TreeSet<>();
        }
        try {
            return locations(model, onnx.path(), ModelFiles.parsed(onnx.path()));
        } catch (InvalidProtocolBufferException e) {
            // ONNX Runtime reports the problem of the file.
            return new TreeSet<>();
        }
    }

    /**
     * Returns the locations in a graph that was read from a file, sorted.
     *
     * @throws ModelLoadException if one lies outside the graph's folder
     */
    public static NavigableSet<String> locations(String model, Path onnx, ModelProto graph) {
        NavigableSet<String> locations = locations(graph);
        for (String location : locations) {
            if (!isInside(location)) {
                throw outside(model, onnx, location);
            }
        }
        return locations;
    }

    /**
     * The place of a tensor in a file of its own.
     *
     * @param location path of the file, relative to the graph's folder
     * @param offset first byte of the tensor
     */
    public record Place(String location, long offset) {}

    /** Returns the place of a tensor, which must have one. */
    public static Place place(TensorProto tensor) {
        Map<String, String> entries = new HashMap<>();
        tensor.getExternalDataList()
                .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return new Place(
                Objects.requireNonNull(entries.get(LOCATION)),
                Long.parseLong(entries.getOrDefault(OFFSET, "0")));
    }

    /** Returns the exception for a file that does not exist. */
    public static ModelLoadException missing(String model, Path onnx, String location) {
        return new ModelLoadException(
                ModelLoadException.Reason.MISSING_FILE,
                "model '%s': %s keeps weights in %s, which does not exist"
                        .formatted(model, onnx, onnx.resolveSibling(location).toAbsolutePath()),
                "Put the file there. It is part of the export, belongs next to the graph, and must"
                        + " keep its name.",
                null);
    }

    private static ModelLoadException outside(String model, Path onnx, String location) {
        return new ModelLoadException(
                ModelLoadException.Reason.UNSUPPORTED,
                "model '%s': %s keeps weights in '%s', which is not a file in its own folder"
                        .formatted(model, onnx, location),
                "Save the model again with its external data next to the graph"
                        + " (onnx.save_model with a location that is a file name).",
                null);
    }

    private static boolean isInside(String location) {
        try {
            Path path = Path.of(location).normalize();
            return !location.isBlank()
                    && !location.contains("\\")
                    && !path.isAbsolute()
                    && !path.startsWith("..")
                    && !path.toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Returns the locations of all tensors of the model, including those in graphs within nodes,
     * sorted.
     */
    static NavigableSet<String> locations(ModelProto model) {
        ExternalData data = new ExternalData();
        data.addGraph(model.getGraph());
        model.getFunctionsList().forEach(function -> data.addNodes(function.getNodeList()));
        return data.locations;
    }

    private void addGraph(GraphProto graph) {
        graph.getInitializerList().forEach(this::add);
        graph.getSparseInitializerList().forEach(this::add);
        addNodes(graph.getNodeList());
    }

    private void addNodes(List<NodeProto> nodes) {
        for (NodeProto node : nodes) {
            for (AttributeProto attribute : node.getAttributeList()) {
                add(attribute.getT());
                attribute.getTensorsList().forEach(this::add);
                add(attribute.getSparseTensor());
                attribute.getSparseTensorsList().forEach(this::add);
                addGraph(attribute.getG());
                attribute.getGraphsList().forEach(this::addGraph);
            }
        }
    }

    private void add(SparseTensorProto tensor) {
        add(tensor.getValues());
        add(tensor.getIndices());
    }

    private void add(TensorProto tensor) {
        if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
            tensor.getExternalDataList().stream()
                    .filter(entry -> entry.getKey().equals(LOCATION))
                    .map(StringStringEntryProto::getValue)
                    .forEach(locations::add);
        }
    }
}
