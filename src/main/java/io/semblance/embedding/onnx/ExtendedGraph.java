package io.semblance.embedding.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

import com.google.protobuf.CodedOutputStream;

import io.semblance.embedding.graph.GraphSignature;
import io.semblance.embedding.graph.OnnxNodes;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The graph of a file with additional nodes, inputs and outputs, which are appended when it is
 * loaded.
 */
final class ExtendedGraph {

    /** Name of the added output with a row for each input, in float32. */
    static final String ROWS = "semblance.rows";

    private static final String EXTERNAL_DATA_FOLDER =
            "session.model_external_initializers_file_folder_path";

    private ExtendedGraph() {}

    /**
     * Returns the nodes that convert the logits of a pair, or the vector of a text, to float32:
     * {@code [batch, n]}.
     */
    static GraphProto.Builder rows(GraphSignature graph) {
        return GraphProto.newBuilder()
                .addNode(OnnxNodes.cast(DataType.FLOAT, ROWS, graph.output()))
                .addOutput(OnnxNodes.value(ROWS, DataType.FLOAT, 0, graph.dimension()));
    }

    /**
     * Loads the model of a file with additions. The serialised additions are appended to those of
     * the file: concatenated protocol buffers messages are merged, and repeated fields appended
     * (protobuf.dev, Encoding, "Last One Wins").
     */
    static OrtSession load(Path file, GraphProto.Builder added, SessionOptions options)
            throws OrtException, IOException {
        byte[] appendix = ModelProto.newBuilder().setGraph(added).build().toByteArray();
        addFolder(file, options);
        // Not a direct buffer: a model may be larger than the JVM's limit for them.
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            MemorySegment model = arena.allocate(size + appendix.length);
            MemorySegment.copy(
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena), 0, model, 0, size);
            model.asSlice(size).copyFrom(MemorySegment.ofArray(appendix));
            return SharedOrtEnvironment.get().createSession(model.asByteBuffer(), options);
        }
    }

    /** Loads a model, which was read from a file, with additions. */
    static OrtSession load(
            ModelProto model, Path file, GraphProto.Builder added, SessionOptions options)
            throws OrtException, IOException {
        ModelProto extended = model.toBuilder().mergeGraph(added.build()).build();
        addFolder(file, options);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(extended.getSerializedSize());
            CodedOutputStream out = CodedOutputStream.newInstance(bytes.asByteBuffer());
            extended.writeTo(out);
            out.flush();
            return SharedOrtEnvironment.get().createSession(bytes.asByteBuffer(), options);
        }
    }

    private static void addFolder(Path file, SessionOptions options) throws OrtException {
        options.addConfigEntry(
                EXTERNAL_DATA_FOLDER, String.valueOf(file.toAbsolutePath().getParent()));
    }
}
