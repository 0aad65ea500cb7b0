package io.semblance.embedding.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

import com.google.protobuf.InvalidProtocolBufferException;

import io.semblance.embedding.graph.AttentionFusion;
import io.semblance.embedding.graph.GraphSignature;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.OutputKind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Opens a graph with its attention fused, and checks that it yields what the graph itself yields. A
 * kernel that interpreted the lengths of the texts differently would not fail; its vectors would be
 * wrong.
 */
final class FusedSession {

    private static final Logger log = LoggerFactory.getLogger(FusedSession.class);

    /** The ids before are padding or special tokens in most vocabularies. */
    private static final ProbeBatch BATCH =
            new ProbeBatch(IntStream.range(3, 19).toArray(), IntStream.range(3, 8).toArray());

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
            GraphSignature graph,
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
            // ONNX Runtime reports the problem of the file.
            return Optional.empty();
        }
    }

    /** Returns whether both graphs yield the same output for a batch with padding. */
    static boolean agree(OrtSession plain, OnnxSession fused) throws OrtException {
        boolean perToken = fused.graph().outputKind() == OutputKind.TOKEN_VECTORS;
        float[] expected = BATCH.run(plain, fused.graph().output());
        float[] actual = BATCH.run(fused.session(), fused.output());
        return BATCH.distance(actual, expected, perToken) <= MAX_DISTANCE;
    }
}
