package io.semblance.store.lucene.document;

import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.apache.lucene.index.VectorSimilarityFunction;

/**
 * The vectors and scores that Lucene uses for a similarity. Cosine is searched as the inner product
 * of unit vectors, which is cheaper. Lucene's scores are never negative and only decide which
 * chunks are found; {@link #score} then computes the scores of the similarity.
 */
public enum VectorSpace {
    /** The cosine of the angle, in [-1, 1]. */
    COSINE(VectorSimilarityFunction.DOT_PRODUCT) {
        @Override
        public float[] toLucene(Embedding embedding) {
            return embedding.normalized().toArray();
        }

        @Override
        public double score(float[] a, float[] b) {
            return Math.clamp(innerProduct(a, b), -1, 1);
        }
    },
    /** The inner product. */
    DOT(VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT) {
        @Override
        public double score(float[] a, float[] b) {
            return innerProduct(a, b);
        }
    },
    /** 1 / (1 + squared Euclidean distance), in (0, 1]. */
    EUCLIDEAN(VectorSimilarityFunction.EUCLIDEAN) {
        @Override
        public double score(float[] a, float[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                double difference = (double) a[i] - b[i];
                sum += difference * difference;
            }
            return 1 / (1 + sum);
        }
    };

    private final VectorSimilarityFunction function;

    VectorSpace(VectorSimilarityFunction function) {
        this.function = function;
    }

    /** The space of a similarity. */
    public static VectorSpace of(Similarity similarity) {
        return switch (similarity) {
            case COSINE -> COSINE;
            case DOT -> DOT;
            case EUCLIDEAN -> EUCLIDEAN;
        };
    }

    /** Lucene's function for these vectors. */
    VectorSimilarityFunction function() {
        return function;
    }

    /** The vector that Lucene stores or searches for. */
    public float[] toLucene(Embedding embedding) {
        return embedding.toArray();
    }

    /**
     * The similarity of two vectors returned by {@link #toLucene}. The result is always the same
     * number. Lucene's is not: its sums are added in another order once its code is compiled.
     */
    public abstract double score(float[] a, float[] b);

    /** Four independent sums, so that an addition does not wait for the previous one. */
    private static double innerProduct(float[] a, float[] b) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i < a.length - 3; i += 4) {
            sum0 += (double) a[i] * b[i];
            sum1 += (double) a[i + 1] * b[i + 1];
            sum2 += (double) a[i + 2] * b[i + 2];
            sum3 += (double) a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            sum0 += (double) a[i] * b[i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }
}
