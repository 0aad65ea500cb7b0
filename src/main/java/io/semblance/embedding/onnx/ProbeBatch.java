package io.semblance.embedding.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.semblance.embedding.graph.AttentionFusion;
import io.semblance.embedding.graph.GraphSignature;
import io.semblance.embedding.graph.PooledGraph;
import io.semblance.tokenization.Tokenizer;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A batch that graphs are run with when they are loaded, to check whether they run and whether two
 * of them yield equal outputs. Shorter texts are padded. Immutable.
 */
final class ProbeBatch {

    private final int[][] texts;
    private final int sequence;

    /** Creates a batch from the input ids of each text. */
    ProbeBatch(int[]... texts) {
        this.texts = texts.clone();
        this.sequence = Arrays.stream(texts).mapToInt(text -> text.length).max().orElse(0);
    }

    /**
     * Creates a batch of texts as a tokenizer encodes them, each cut to at most {@code maxTokens}
     * tokens.
     */
    static ProbeBatch of(Tokenizer tokenizer, int maxTokens, List<String> texts) {
        return new ProbeBatch(
                tokenizer.encode(texts).stream()
                        .map(encoding ->
                                Arrays.copyOf(
                                        encoding.toArray(),
                                        Math.clamp(encoding.length(), 1, maxTokens)))
                        .toArray(int[][]::new));
    }

    /**
     * Runs a graph.
     *
     * @return its output, row by row, for any shape
     */
    float[] run(OrtSession session, String output) throws OrtException {
        return run(session, Set.of(output));
    }

    /** Runs a graph and returns those of these outputs that are float32, one after the other. */
    float[] run(OrtSession session, Set<String> outputs) throws OrtException {
        OrtEnvironment environment = SharedOrtEnvironment.get();
        LongBuffer ids = LongBuffer.allocate(texts.length * sequence);
        LongBuffer mask = LongBuffer.allocate(ids.capacity());
        for (int[] text : texts) {
            for (int i = 0; i < sequence; i++) {
                ids.put(i < text.length ? text[i] : 0);
                mask.put(i < text.length ? 1 : 0);
            }
        }
        LongBuffer types = LongBuffer.allocate(ids.capacity());
        float[][][] weights = new float[texts.length][1][sequence];
        IntBuffer lengths = IntBuffer.allocate(3 * texts.length + 2);
        AttentionFusion.putLengths(lengths, lengths(), sequence).flip();
        long[] rows = {texts.length, sequence};
        long[] count = {lengths.remaining()};
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (var idTensor = OnnxTensor.createTensor(environment, ids.flip(), rows);
                var maskTensor = OnnxTensor.createTensor(environment, mask.flip(), rows);
                var typeTensor = OnnxTensor.createTensor(environment, types, rows);
                var weightTensor = OnnxTensor.createTensor(environment, weights);
                var lengthTensor = OnnxTensor.createTensor(environment, lengths, count)) {
            inputs.put(GraphSignature.INPUT_IDS, idTensor);
            inputs.put(GraphSignature.ATTENTION_MASK, maskTensor);
            inputs.put(GraphSignature.TOKEN_TYPE_IDS, typeTensor);
            inputs.put(PooledGraph.WEIGHTS, weightTensor);
            inputs.put(AttentionFusion.LENGTHS, lengthTensor);
            inputs.keySet().retainAll(session.getInputNames());
            try (var result = session.run(inputs, outputs)) {
                List<float[]> yielded = new ArrayList<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    if (output.getValue() instanceof OnnxTensor tensor) {
                        FloatBuffer floats = tensor.getFloatBuffer();
                        if (floats != null) {
                            yielded.add(floats(floats));
                        }
                    }
                }
                return concatenated(yielded);
            }
        }
    }

    private static float[] concatenated(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int from = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, from, part.length);
            from += part.length;
        }
        return all;
    }

    private static float[] floats(FloatBuffer yielded) {
        float[] floats = new float[yielded.remaining()];
        yielded.get(floats);
        return floats;
    }

    private int[] lengths() {
        return Arrays.stream(texts).mapToInt(text -> text.length).toArray();
    }

    /**
     * Returns the distance of two outputs: {@code |actual - expected| / |expected|}, without
     * padding. Infinite if they differ in length or a number is not finite.
     *
     * @param perToken true for a vector of each token, false for one of each text
     */
    double distance(float[] actual, float[] expected, boolean perToken) {
        if (actual.length != expected.length || expected.length % texts.length != 0) {
            return Double.POSITIVE_INFINITY;
        }
        double distance = 0;
        double length = 0;
        int row = expected.length / texts.length;
        for (int i = 0; i < texts.length; i++) {
            int count = perToken ? row / sequence * texts[i].length : row;
            for (int j = i * row; j < i * row + count; j++) {
                double difference = actual[j] - expected[j];
                distance += difference * difference;
                length += expected[j] * (double) expected[j];
            }
        }
        double relative = distance == 0 ? 0 : Math.sqrt(distance) / Math.sqrt(length);
        return Double.isFinite(relative) ? relative : Double.POSITIVE_INFINITY;
    }

    @Override
    public String toString() {
        return "%d texts of up to %d tokens".formatted(texts.length, sequence);
    }
}
