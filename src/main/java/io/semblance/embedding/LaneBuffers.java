package io.semblance.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;

/**
 * A lane's own memory outside the heap, used again for each batch. It grows to the largest batch,
 * and shrinks when no batch of the last {@value #WINDOW} needed a quarter of it. Not thread-safe.
 */
final class LaneBuffers {

    /** Batches: some seconds of work. */
    static final int WINDOW = 256;

    private LongBuffer inputIds = longs(0);
    private LongBuffer attentionMask = longs(0);
    private LongBuffer tokenTypeIds = longs(0);
    private FloatBuffer weights = floats(0);
    private FloatBuffer output = floats(0);
    private final Capacity inputCapacity = new Capacity();
    private final Capacity weightCapacity = new Capacity();
    private final Capacity outputCapacity = new Capacity();

    /** How large a buffer is to be, by what the batches of late needed. */
    private static final class Capacity {

        private int most;
        private int uses;

        /**
         * The size of a buffer that has {@code capacity} and is to have room for {@code needed}.
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

    /** The length of a batch's rows: that of its longest text. */
    static int sequence(List<Work> batch) {
        return batch.stream().mapToInt(Work::length).max().orElseThrow();
    }

    /**
     * Lays out a batch: input ids and attention mask of shape {@code [batch, sequence]}, each row
     * padded at its end, and token types.
     *
     * @param padId the id that padding has; the mask hides it
     */
    void fill(List<Work> batch, int sequence, long padId) {
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
        for (Work work : batch) {
            work.encoding().writeTo(inputIds);
            work.encoding().writeTypesTo(tokenTypeIds);
            for (int i = 0; i < sequence; i++) {
                if (i >= work.length()) {
                    inputIds.put(padId);
                    tokenTypeIds.put(0);
                }
                attentionMask.put(i < work.length() ? 1 : 0);
            }
        }
        inputIds.flip();
        attentionMask.flip();
        tokenTypeIds.flip();
    }

    /** The weights of a batch's tokens in its texts' vectors, {@code [batch, 1, sequence]}. */
    FloatBuffer weights(List<Work> batch, int sequence, Pooling pooling) {
        int tokens = batch.size() * sequence;
        int capacity = weightCapacity.of(weights.capacity(), tokens);
        if (weights.capacity() != capacity) {
            weights = floats(capacity);
        }
        weights.clear();
        for (Work work : batch) {
            for (int i = 0; i < sequence; i++) {
                weights.put(i < work.length() ? pooling.weight(i, work.length()) : 0);
            }
        }
        return weights.flip();
    }

    /** {@link AttentionFusion#LENGTHS} of a batch. */
    IntBuffer lengths(List<Work> batch, int sequence) {
        int count = 3 * batch.size() + 2;
        if (lengths.capacity() < count) {
            lengths = direct(count, Integer.BYTES).asIntBuffer();
        }
        return AttentionFusion.putLengths(
                        lengths.clear(), batch.stream().mapToInt(Work::length).toArray(), sequence)
                .flip();
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

    /** Room for so many floats. */
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
