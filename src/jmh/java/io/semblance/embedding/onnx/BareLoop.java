package io.semblance.embedding.onnx;

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
 * A loop over ONNX Runtime without an engine, as an application could contain it that knows that a
 * batch should be small and of texts of similar length, has no other clients, and uses one thread
 * per CPU core. A list is tokenised, sorted by length, and run in batches of a few hundred tokens
 * on the calling thread; the vector of the first token represents a text. Thread-safe.
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
     * @param batchTokens tokens of a batch, padding included
     * @param threads intra-op threads of a run, which spin between operators by default
     */
    BareLoop(Path onnx, Path tokenizer, int batchTokens, int threads) throws OrtException {
        try (var options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setMemoryPatternOptimization(false);
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            OnnxSession.disableBiasGeluFusion(options);
            this.session = environment.createSession(onnx.toAbsolutePath().toString(), options);
        }
        this.tokenizer = Tokenizer.load(tokenizer);
        this.batchTokens = batchTokens;
        this.output = session.getOutputNames().iterator().next();
    }

    /** A text with its index in the list. */
    private record Row(int index, Encoding encoding) {}

    /** The vectors of the texts, in the same order, not normalised. */
    List<float[]> embed(List<String> texts) throws OrtException {
        List<Row> rows = new ArrayList<>();
        for (Encoding encoding : tokenizer.encode(texts)) {
            rows.add(new Row(rows.size(), truncated(encoding)));
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

    /** The tokens of a text, truncated to the limit of the model. */
    Encoding encode(String text) {
        return truncated(tokenizer.encode(text));
    }

    private static Encoding truncated(Encoding encoding) {
        return encoding.truncated(MAX_TOKENS, Encoding.Side.RIGHT);
    }

    /** The vector of one text that is already tokenised, not normalised. */
    float[] embed(Encoding encoding) throws OrtException {
        float[][] vectors = new float[1][];
        run(List.of(new Row(0, encoding)), vectors);
        return vectors[0];
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

    /** The tensors of a thread, which are reused and grow if necessary. */
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
