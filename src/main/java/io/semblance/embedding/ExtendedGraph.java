package io.semblance.embedding;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

import com.google.protobuf.CodedOutputStream;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The graph of a file with nodes, inputs and outputs of our own appended when it is loaded. */
final class ExtendedGraph {

    /** The output that is added to one whose logits are float16: the same in float32. */
    static final String LOGITS = "semblance.logits";

    private static final String EXTERNAL_DATA_FOLDER =
            "session.model_external_initializers_file_folder_path";

    private ExtendedGraph() {}

    /** What yields the logits in float32, {@code [batch, labels]}. */
    static GraphProto.Builder logits(OnnxGraph graph) {
        return GraphProto.newBuilder()
                .addNode(OnnxNodes.cast(DataType.FLOAT, LOGITS, graph.output()))
                .addOutput(OnnxNodes.value(LOGITS, DataType.FLOAT, 0, graph.dimension()));
    }

    /**
     * Loads the model of a file and what is put behind it: messages of protocol buffers that follow
     * one another are merged, and what may come more than once is appended (protobuf.dev, Encoding,
     * "Last One Wins").
     */
    static OrtSession load(Path file, GraphProto.Builder added, SessionOptions options)
            throws OrtException, IOException {
        byte[] appendix = ModelProto.newBuilder().setGraph(added).build().toByteArray();
        addFolder(file, options);
        // Not from the JVM's share of direct buffers: a model is larger than that may be.
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            MemorySegment model = arena.allocate(size + appendix.length);
            MemorySegment.copy(
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena), 0, model, 0, size);
            model.asSlice(size).copyFrom(MemorySegment.ofArray(appendix));
            return KeptEnvironment.get().createSession(model.asByteBuffer(), options);
        }
    }

    /** Loads a model, which was read from a file, with what is put behind it. */
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
            return KeptEnvironment.get().createSession(bytes.asByteBuffer(), options);
        }
    }

    private static void addFolder(Path file, SessionOptions options) throws OrtException {
        options.addConfigEntry(
                EXTERNAL_DATA_FOLDER, String.valueOf(file.toAbsolutePath().getParent()));
    }
}
