package io.semblance.embedding.onnx;

import io.semblance.embedding.Pooling;
import io.semblance.embedding.graph.AttentionFusion;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * The memory of a lane outside the heap, which it reuses for every batch. A buffer grows to the
 * largest batch, and shrinks when no batch of the last {@value #WINDOW} needed a quarter of it. Not
 * thread-safe.
 */
public final class BatchBuffers {

    /** The number of batches after which a buffer can shrink: some seconds of work. */
    static final int WINDOW = 256;

    private LongBuffer inputIds = longs(0);
    private LongBuffer attentionMask = longs(0);
    private LongBuffer tokenTypeIds = longs(0);
    private FloatBuffer weights = floats(0);
    private FloatBuffer output = floats(0);
    private final Capacity inputCapacity = new Capacity();
    private final Capacity weightCapacity = new Capacity();
    private final Capacity outputCapacity = new Capacity();

    /** The required capacity of a buffer, from what recent batches needed. */
    private static final class Capacity {

        private int most;
        private int uses;

        /**
         * Returns the new capacity of a buffer.
         *
         * @param capacity its present capacity
         * @param needed the capacity that the next batch needs
         */
        int of(int capacity, int needed) {
            most = Math.max(most, needed);
            uses++;
            boolean windowEnds = uses == WINDOW;
            int recent = most;
            if (windowEnds) {
                most = 0;
                uses = 0;
            }
            if (capacity < needed) {
                return needed;
            }
            return windowEnds && recent < capacity / 4 ? recent : capacity;
        }
    }

    private IntBuffer lengths = direct(0, Integer.BYTES).asIntBuffer();

    /**
     * Writes a batch into the buffers: input ids, attention mask and token types, each of shape
     * {@code [batch, sequence]}. Every row is padded at its end.
     *
     * @param batch the batch
     * @param sequence length of the rows after padding
     * @param padId input id of padding; the mask hides it
     */
    void fill(Batch batch, int sequence, long padId) {
        int tokens = batch.size() * sequence;
        int capacity = inputCapacity.of(inputIds.capacity(), tokens);
        if (inputIds.capacity() != capacity) {
            inputIds = longs(capacity);
            attentionMask = longs(capacity);
            tokenTypeIds = longs(capacity);
        }
        inputIds.clear();
        attentionMask.clear();
        tokenTypeIds.clear();
        for (Batch.Row row : batch.rows()) {
            row.input().writeTo(inputIds);
            row.input().writeTypesTo(tokenTypeIds);
            for (int i = 0; i < sequence; i++) {
                if (i >= row.length()) {
                    inputIds.put(padId);
                    tokenTypeIds.put(0);
                }
                attentionMask.put(i < row.length() ? 1 : 0);
            }
        }
        inputIds.flip();
        attentionMask.flip();
        tokenTypeIds.flip();
    }

    /** Returns the weights of the tokens in the pooled vectors, {@code [batch, 1, sequence]}. */
    FloatBuffer weights(Batch batch, int sequence, Pooling pooling) {
        int tokens = batch.size() * sequence;
        int capacity = weightCapacity.of(weights.capacity(), tokens);
        if (weights.capacity() != capacity) {
            weights = floats(capacity);
        }
        weights.clear();
        for (Batch.Row row : batch.rows()) {
            for (int i = 0; i < sequence; i++) {
                weights.put(i < row.length() ? pooling.weight(i, row.length()) : 0);
            }
        }
        return weights.flip();
    }

    /** Returns {@link AttentionFusion#LENGTHS} of a batch. */
    IntBuffer lengths(Batch batch, int sequence) {
        int count = 3 * batch.size() + 2;
        if (lengths.capacity() < count) {
            lengths = direct(count, Integer.BYTES).asIntBuffer();
        }
        return AttentionFusion.putLengths(lengths.clear(), batch.lengths(), sequence).flip();
    }

    LongBuffer inputIds() {
        return inputIds;
    }

    LongBuffer attentionMask() {
        return attentionMask;
    }

    LongBuffer tokenTypeIds() {
        return tokenTypeIds;
    }

    /** Returns a buffer with room for this number of floats. */
    FloatBuffer output(int floats) {
        int capacity = outputCapacity.of(output.capacity(), floats);
        if (output.capacity() != capacity) {
            output = floats(capacity);
        }
        return output.clear().limit(floats);
    }

    private static LongBuffer longs(int count) {
        return direct(count, Long.BYTES).asLongBuffer();
    }

    private static FloatBuffer floats(int count) {
        return direct(count, Float.BYTES).asFloatBuffer();
    }

    private static ByteBuffer direct(int count, int bytes) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(count, bytes))
                .order(ByteOrder.nativeOrder());
    }
}
