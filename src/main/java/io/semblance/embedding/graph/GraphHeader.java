package io.semblance.embedding.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;

import com.google.protobuf.InvalidProtocolBufferException;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.model.ExternalData;
import io.semblance.embedding.model.GraphSpec;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelSpec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks a graph's file without reading its weights. */
public final class GraphHeader {

    private GraphHeader() {}

    /**
     * Checks a model's files, and its graph if it is a file in a folder: it must be an ONNX graph
     * whose external data exists, whose inputs accept any shape, and whose output fits the model.
     * Nothing is loaded, downloaded or unpacked.
     *
     * @param spec the specification of the model
     * @param files the model's files
     * @throws ModelLoadException if the model cannot be loaded
     */
    public static void check(GraphSpec spec, ModelFiles files) {
        files.check(spec)
                .ifPresent(file -> {
                    try {
                        check(spec, file);
                    } catch (IOException e) {
                        throw files.unreadable(spec.id(), "file:" + file, e);
                    }
                });
    }

    private static void check(GraphSpec spec, Path file) throws IOException {
        ModelProto model;
        try {
            model = ModelFiles.parsed(file);
        } catch (InvalidProtocolBufferException e) {
            throw notAGraph(spec, file, e);
        }
        if (model.getGraph().getNodeCount() == 0) {
            throw notAGraph(spec, file, null);
        }
        for (String location : ExternalData.locations(spec.id(), file, model)) {
            if (!Files.isRegularFile(file.resolveSibling(location))) {
                throw ExternalData.missing(spec.id(), file, location);
            }
        }
        InputShapes.requireDynamic(spec, file, model.getGraph());
        requireKnownOutput(spec, file, model.getGraph());
    }

    /** Checks the output. A graph with an open shape of an output is checked when it is loaded. */
    private static void requireKnownOutput(GraphSpec spec, Path file, GraphProto graph) {
        if (spec instanceof ModelSpec model) {
            try {
                GraphTensor.declared(graph.getOutputList())
                        .ifPresent(outputs -> EmbeddingOutput.of(outputs, model));
            } catch (IllegalArgumentException e) {
                throw GraphSignature.unfit(spec, file, e);
            }
        }
    }

    private static ModelLoadException notAGraph(
            GraphSpec spec, Path file, @Nullable Throwable cause) throws IOException {
        return new ModelLoadException(
                ModelLoadException.Reason.DAMAGED_FILE,
                "model '%s': %s (%d bytes) is not an ONNX graph"
                        .formatted(spec.id(), file.toAbsolutePath(), Files.size(file)),
                "The file is damaged or cut short: download it again. A file of a few hundred bytes"
                        + " is usually a Git LFS pointer: run git lfs pull.",
                cause);
    }
}
