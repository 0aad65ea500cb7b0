package io.semblance.embedding;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

import com.google.protobuf.InvalidProtocolBufferException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Opens a graph with its attention fused, and checks that it yields what the graph itself yields. A
 * kernel that interpreted the lengths of the texts differently would not fail; its vectors would be
 * wrong.
 */
final class FusedSession {

    private static final Logger log = LoggerFactory.getLogger(FusedSession.class);

    private static final int[] LENGTHS = {16, 5};
    private static final int SEQUENCE = 16;

    /** The ids before it are padding or special tokens in most vocabularies. */
    private static final int FIRST_ID = 3;

    /**
     * Maximum of {@code |actual - expected| / |expected|}. Half precision stays below 0.01, a wrong
     * mask is above 0.1.
     */
    private static final double MAX_DISTANCE = 0.05;

    private FusedSession() {}

    /**
     * Opens the graph of a file on a device.
     *
     * @param plain the graph itself on the CPU, to compare with
     * @param added nodes to append
     * @param options of the device
     * @return empty if the attention does not match the pattern, the session cannot be opened, or
     *     it yields something else; the log says which
     */
    static Optional<OnnxSession> open(
            Path file,
            OrtSession plain,
            OnnxGraph graph,
            GraphProto.Builder added,
            SessionOptions options)
            throws IOException {
        Optional<ModelProto> model = fusedModel(file);
        if (model.isEmpty()) {
            log.info("Attention of {} is not fused: its nodes differ from the known pattern", file);
            return Optional.empty();
        }
        try {
            var fused =
                    new OnnxSession(
                            ExtendedGraph.load(model.get(), file, added, options),
                            graph,
                            true,
                            true);
            if (agree(plain, fused)) {
                return Optional.of(fused);
            }
            fused.close();
            log.warn("Attention of {} is not fused: the result would differ", file);
        } catch (OrtException e) {
            log.warn("Attention of {} is not fused: {}", file, CudaFailure.cause(e));
        }
        return Optional.empty();
    }

    private static Optional<ModelProto> fusedModel(Path file) throws IOException {
        try {
            return AttentionFusion.of(ModelFiles.parsed(file));
        } catch (InvalidProtocolBufferException e) {
            // ONNX Runtime reports what is wrong with the file.
            return Optional.empty();
        }
    }

    /** Whether both yield the same for a batch with padding. */
    static boolean agree(OrtSession plain, OnnxSession fused) throws OrtException {
        OnnxGraph graph = fused.graph();
        boolean perToken = graph.head() == OnnxGraph.Head.TOKEN_VECTORS;
        float[] expected = run(plain, graph.output());
        float[] actual = run(fused.session(), perToken ? fused.hidden() : fused.logits());
        double distance = 0;
        double length = 0;
        for (int row = 0; row < LENGTHS.length; row++) {
            int from = row * expected.length / LENGTHS.length;
            int count = perToken ? LENGTHS[row] * graph.dimension() : graph.dimension();
            for (int i = from; i < from + count; i++) {
                double difference = actual[i] - expected[i];
                distance += difference * difference;
                length += expected[i] * (double) expected[i];
            }
        }
        return Math.sqrt(distance) <= MAX_DISTANCE * Math.sqrt(length);
    }

    private static float[] run(OrtSession session, String output) throws OrtException {
        OrtEnvironment environment = KeptEnvironment.get();
        LongBuffer ids = LongBuffer.allocate(LENGTHS.length * SEQUENCE);
        LongBuffer mask = LongBuffer.allocate(ids.capacity());
        for (int length : LENGTHS) {
            for (int i = 0; i < SEQUENCE; i++) {
                ids.put(i < length ? FIRST_ID + i : 0);
                mask.put(i < length ? 1 : 0);
            }
        }
        LongBuffer types = LongBuffer.allocate(ids.capacity());
        float[][][] weights = new float[LENGTHS.length][1][SEQUENCE];
        IntBuffer lengths = IntBuffer.allocate(3 * LENGTHS.length + 2);
        AttentionFusion.putLengths(lengths, LENGTHS, SEQUENCE).flip();
        long[] rows = {LENGTHS.length, SEQUENCE};
        long[] count = {lengths.remaining()};
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (var idTensor = OnnxTensor.createTensor(environment, ids.flip(), rows);
                var maskTensor = OnnxTensor.createTensor(environment, mask.flip(), rows);
                var typeTensor = OnnxTensor.createTensor(environment, types, rows);
                var weightTensor = OnnxTensor.createTensor(environment, weights);
                var lengthTensor = OnnxTensor.createTensor(environment, lengths, count)) {
            inputs.put(OnnxGraph.INPUT_IDS, idTensor);
            inputs.put(OnnxGraph.ATTENTION_MASK, maskTensor);
            inputs.put(OnnxGraph.TOKEN_TYPE_IDS, typeTensor);
            inputs.put(PooledGraph.WEIGHTS, weightTensor);
            inputs.put(AttentionFusion.LENGTHS, lengthTensor);
            inputs.keySet().retainAll(session.getInputNames());
            try (var result = session.run(inputs, Set.of(output))) {
                FloatBuffer yielded = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] floats = new float[yielded.remaining()];
                yielded.get(floats);
                return floats;
            }
        }
    }
}
