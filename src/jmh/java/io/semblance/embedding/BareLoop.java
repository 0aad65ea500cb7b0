package io.semblance.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.Tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime and nothing else: what somebody would write who knows that a batch should be small
 * and of one length, who has nobody else to serve, and whose threads are as many as the processors.
 * A list is tokenised, sorted by length, and run in batches of a few hundred tokens on the thread
 * that calls; the first token's vector is a text's. Thread-safe.
 *
 * <p>The graph is any BERT with inputs {@code input_ids}, {@code attention_mask} and {@code
 * token_type_ids} and an output {@code [batch, sequence, dimension]}.
 */
final class BareLoop implements AutoCloseable {

    private static final int MAX_TOKENS = 512;
    private static final int DIMENSION = 384;

    private final ThreadLocal<Buffers> buffers = ThreadLocal.withInitial(Buffers::new);
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Tokenizer tokenizer;
    private final int batchTokens;
    private final String output;

    /**
     * Loads a graph.
     *
     * @param batchTokens padded tokens of a batch
     */
    BareLoop(Path onnx, Path tokenizer, int batchTokens) throws OrtException {
        try (var options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setMemoryPatternOptimization(false);
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            OnnxSession.leaveGeluApart(options);
            this.session = environment.createSession(onnx.toAbsolutePath().toString(), options);
        }
        this.tokenizer = Tokenizer.load(tokenizer);
        this.batchTokens = batchTokens;
        this.output = session.getOutputNames().iterator().next();
    }

    /** One text. */
    private record Row(int index, Encoding encoding) {}

    /** The texts' vectors, in their order, not normalised. */
    List<float[]> embed(List<String> texts) throws OrtException {
        List<Row> rows = new ArrayList<>();
        for (Encoding encoding : tokenizer.encode(texts)) {
            rows.add(new Row(rows.size(), encoding.truncated(MAX_TOKENS, Encoding.Side.RIGHT)));
        }
        rows.sort(Comparator.comparingInt(row -> row.encoding().length()));
        float[][] vectors = new float[rows.size()][];
        int from = 0;
        while (from < rows.size()) {
            int to = from + 1;
            while (to < rows.size()
                    && rows.get(to).encoding().length() * (to + 1 - from) <= batchTokens) {
                to++;
            }
            run(rows.subList(from, to), vectors);
            from = to;
        }
        return List.of(vectors);
    }

    private void run(List<Row> batch, float[][] vectors) throws OrtException {
        int sequence = batch.getLast().encoding().length();
        long[] shape = {batch.size(), sequence};
        Buffers own = buffers.get();
        own.fill(batch, sequence);
        try (var ids = OnnxTensor.createTensor(environment, own.ids, shape);
                var mask = OnnxTensor.createTensor(environment, own.mask, shape);
                var types = OnnxTensor.createTensor(environment, own.types, shape);
                var yielded =
                        OnnxTensor.createTensor(
                                environment,
                                own.output,
                                new long[] {batch.size(), sequence, DIMENSION})) {
            session.run(
                            Map.of(
                                    "input_ids",
                                    ids,
                                    "attention_mask",
                                    mask,
                                    "token_type_ids",
                                    types),
                            Map.of(output, yielded))
                    .close();
        }
        for (int i = 0; i < batch.size(); i++) {
            float[] vector = new float[DIMENSION];
            own.output.get(i * sequence * DIMENSION, vector);
            vectors[batch.get(i).index()] = vector;
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }

    /** A thread's tensors, which are used again and grow. */
    private static final class Buffers {

        private LongBuffer ids = longs(0);
        private LongBuffer mask = longs(0);
        private LongBuffer types = longs(0);
        private FloatBuffer output = FloatBuffer.allocate(0);

        private static LongBuffer longs(int count) {
            return bytes(count * Long.BYTES).asLongBuffer();
        }

        private static ByteBuffer bytes(int count) {
            return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
        }

        void fill(List<Row> batch, int sequence) {
            int tokens = batch.size() * sequence;
            if (ids.capacity() < tokens) {
                ids = longs(tokens);
                mask = longs(tokens);
                types = longs(tokens);
                output = bytes(tokens * DIMENSION * Float.BYTES).asFloatBuffer();
            }
            ids.clear();
            mask.clear();
            for (Row row : batch) {
                row.encoding().writeTo(ids);
                for (int i = 0; i < sequence; i++) {
                    mask.put(i < row.encoding().length() ? 1 : 0);
                }
                for (int i = row.encoding().length(); i < sequence; i++) {
                    ids.put(0);
                }
            }
            ids.flip();
            mask.flip();
            types.clear().limit(tokens);
            output.clear().limit(tokens * DIMENSION);
        }
    }
}
