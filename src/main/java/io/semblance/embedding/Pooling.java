package io.semblance.embedding;

import java.nio.FloatBuffer;
import java.util.Locale;

/**
 * How the vectors of a text's tokens become one. The input is {@code [batch, sequence, dimension]}
 * with padding at the end of each row.
 */
public enum Pooling {
    /** The first token's. */
    CLS {
        @Override
        void pool(FloatBuffer hidden, int rowStart, int length, float[] target) {
            hidden.get(rowStart, target);
        }

        @Override
        float weight(int token, int length) {
            return token == 0 ? 1 : 0;
        }
    },
    /** The mean over the text's tokens, padding left out. */
    MEAN {
        @Override
        void pool(FloatBuffer hidden, int rowStart, int length, float[] target) {
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
        float weight(int token, int length) {
            return 1f / length;
        }
    },
    /** The last token's that is not padding. */
    LAST {
        @Override
        void pool(FloatBuffer hidden, int rowStart, int length, float[] target) {
            hidden.get(rowStart + (length - 1) * target.length, target);
        }

        @Override
        float weight(int token, int length) {
            return token == length - 1 ? 1 : 0;
        }
    };

    /**
     * Pools one row.
     *
     * @param hidden the whole output
     * @param rowStart index of the row's first float
     * @param length tokens of the text, at least 1
     * @param target of the model's dimension, all 0
     */
    abstract void pool(FloatBuffer hidden, int rowStart, int length, float[] target);

    /**
     * The same as a weight of each token's vector in the text's.
     *
     * @param token from 0, below {@code length}
     */
    abstract float weight(int token, int length);

    /** The name in configuration: {@code cls}, {@code mean}, {@code last}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
