package io.semblance.store.lucene;

import io.semblance.vector.Embedding;
import io.semblance.vector.Similarity;

import org.apache.lucene.index.VectorSimilarityFunction;

/**
 * A similarity in Lucene's terms. Cosine is the inner product of unit vectors, which is cheaper to
 * search. Lucene's scores are never negative and decide what is found; the similarity's own are
 * computed for that.
 */
enum VectorSpace {
    COSINE(VectorSimilarityFunction.DOT_PRODUCT) {
        @Override
        float[] toLucene(Embedding embedding) {
            return embedding.normalized().toArray();
        }

        @Override
        double score(float[] a, float[] b) {
            return Math.clamp(innerProduct(a, b), -1, 1);
        }
    },
    DOT(VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT) {
        @Override
        double score(float[] a, float[] b) {
            return innerProduct(a, b);
        }
    },
    EUCLIDEAN(VectorSimilarityFunction.EUCLIDEAN) {
        @Override
        double score(float[] a, float[] b) {
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

    static VectorSpace of(Similarity similarity) {
        return switch (similarity) {
            case COSINE -> COSINE;
            case DOT -> DOT;
            case EUCLIDEAN -> EUCLIDEAN;
        };
    }

    VectorSimilarityFunction function() {
        return function;
    }

    /** The components that Lucene gets. */
    float[] toLucene(Embedding embedding) {
        return embedding.toArray();
    }

    /**
     * The similarity of two vectors as {@link #toLucene} gives them. It is the same number each
     * time, unlike Lucene's, which adds in another order once its code has been compiled.
     */
    abstract double score(float[] a, float[] b);

    /** Adds in four sums, so that an addition does not wait for the one before. */
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
