package io.semblance.store.lucene;

import io.semblance.vector.Embedding;
import io.semblance.vector.Similarity;

import org.apache.lucene.index.VectorSimilarityFunction;

/**
 * A similarity in Lucene's terms. Cosine is the inner product of unit vectors, which is cheaper to
 * search; Lucene's scores are never negative, and are turned back into the similarity's own.
 */
enum VectorSpace {
    COSINE(VectorSimilarityFunction.DOT_PRODUCT) {
        @Override
        float[] toLucene(Embedding embedding) {
            return embedding.normalized().toArray();
        }

        @Override
        double toScore(float luceneScore) {
            return Math.clamp(2.0 * luceneScore - 1, -1, 1);
        }
    },
    DOT(VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT) {
        @Override
        double toScore(float luceneScore) {
            return luceneScore < 1 ? 1 - 1.0 / luceneScore : luceneScore - 1.0;
        }
    },
    EUCLIDEAN(VectorSimilarityFunction.EUCLIDEAN) {
        @Override
        double toScore(float luceneScore) {
            return luceneScore;
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

    abstract double toScore(float luceneScore);
}
