package io.semblance.embedding.onnx;

import ai.onnxruntime.OrtException;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.graph.InputShapes;
import io.semblance.embedding.model.GraphSpec;
import io.semblance.embedding.model.ModelFile;
import io.semblance.embedding.model.OutputKind;
import io.semblance.tokenization.Tokenizer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** Runs a graph when it is loaded, to determine what it does not declare. */
final class GraphProbe {

    private static final Logger log = LoggerFactory.getLogger(GraphProbe.class);

    private static final String LONG = "a b c d";
    private static final String SHORT = "a";

    /** Maximum of {@code |padded - alone| / |alone|}; half precision stays below 0.01. */
    private static final double MAX_DISTANCE = 0.02;

    private GraphProbe() {}

    /**
     * Runs a short text next to a longer one, and by itself.
     *
     * @return whether its output differs next to the longer text, because the graph does not ignore
     *     padding: for example, it finds the end of a text by the id of padding
     * @throws ModelLoadException if the graph does not run with both shapes, because a size that
     *     was fixed when the graph was traced is not declared
     */
    static boolean batchDependent(
            GraphSpec spec, ModelFile onnx, OnnxSession session, Tokenizer tokenizer) {
        float[] together = run(spec, onnx, session, batch(spec, tokenizer, SHORT, LONG));
        ProbeBatch single = batch(spec, tokenizer, SHORT);
        float[] alone = run(spec, onnx, session, single);
        float[] first = new float[alone.length];
        System.arraycopy(together, 0, first, 0, Math.min(alone.length, together.length));
        boolean perToken = session.graph().outputKind() == OutputKind.TOKEN_VECTORS;
        boolean mixes = !(single.distance(first, alone, perToken) <= MAX_DISTANCE);
        if (mixes) {
            log.warn(
                    "Model '{}' computes another output for a text with padding: its texts run one"
                            + " at a time, which is slower",
                    spec.id());
        }
        return mixes;
    }

    private static ProbeBatch batch(GraphSpec spec, Tokenizer tokenizer, String... texts) {
        return ProbeBatch.of(tokenizer, spec.maxTokens(), List.of(texts));
    }

    private static float[] run(
            GraphSpec spec, ModelFile onnx, OnnxSession session, ProbeBatch batch) {
        try {
            return batch.run(session.session(), session.output());
        } catch (OrtException e) {
            throw cannotRun(spec, onnx, batch.toString(), e);
        }
    }

    /**
     * Returns the exception for a graph that fails although its inputs have the declared shapes.
     */
    static ModelLoadException cannotRun(
            GraphSpec spec, ModelFile onnx, String inputs, OrtException cause) {
        return new ModelLoadException(
                "model '%s': %s cannot be run with %s: %s"
                        .formatted(spec.id(), onnx.path(), inputs, CudaFailure.cause(cause)),
                InputShapes.REMEDY,
                cause);
    }
}
