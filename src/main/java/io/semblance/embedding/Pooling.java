package io.semblance.embedding;

import java.nio.FloatBuffer;
import java.util.Locale;

/**
 * How the vectors of a text's tokens are combined into one. The input is {@code [batch, sequence,
 * dimension]} with padding at the end of each row.
 */
public enum Pooling {
    /** The vector of the first token. */
    CLS {
        @Override
        public void pool(FloatBuffer hidden, int rowStart, int length, float[] target) {
            hidden.get(rowStart, target);
        }

        @Override
        public float weight(int token, int length) {
            return token == 0 ? 1 : 0;
        }
    },
    /** The mean of the vectors of all tokens except padding. */
    MEAN {
        @Override
        public void pool(FloatBuffer hidden, int rowStart, int length, float[] target) {
            float[] token = new float[target.length];
            for (int i = 0; i < length; i++) {
                hidden.get(rowStart + i * target.length, token);
                for (int j = 0; j < token.length; j++) {
                    target[j] += token[j];
                }
            }
            for (int j = 0; j < target.length; j++) {
                target[j] /= length;
            }
        }

        @Override
        public float weight(int token, int length) {
            return 1f / length;
        }
    },
    /** The vector of the last token before padding. */
    LAST {
        @Override
        public void pool(FloatBuffer hidden, int rowStart, int length, float[] target) {
            hidden.get(rowStart + (length - 1) * target.length, target);
        }

        @Override
        public float weight(int token, int length) {
            return token == length - 1 ? 1 : 0;
        }
    };

    /**
     * Pools one row.
     *
     * @param hidden the whole output of the batch
     * @param rowStart index of the row's first float
     * @param length tokens of the text, at least 1
     * @param target receives the pooled vector; its length is the model's dimension, and all
     *     components are 0
     */
    public abstract void pool(FloatBuffer hidden, int rowStart, int length, float[] target);

    /**
     * Returns the weight of a token's vector in the pooled vector.
     *
     * @param token index of the token, from 0
     * @param length tokens of the text
     */
    public abstract float weight(int token, int length);

    /** Returns the name in configuration: {@code cls}, {@code mean} or {@code last}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
