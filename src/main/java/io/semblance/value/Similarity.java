package io.semblance.value;

import java.util.Locale;

/** How two embeddings are compared. A higher score always means more similar. */
public enum Similarity {
    /** The cosine of the angle between them, in [-1, 1]; 0 if either is the zero vector. */
    COSINE {
        @Override
        public double score(Embedding a, Embedding b) {
            double norms = a.norm() * b.norm();
            return norms == 0 ? 0 : Math.clamp(a.dot(b) / norms, -1.0, 1.0);
        }
    },
    /** The inner product, unbounded. */
    DOT {
        @Override
        public double score(Embedding a, Embedding b) {
            return a.dot(b);
        }
    },
    /** {@code 1 / (1 + d²)} for the Euclidean distance d, in (0, 1]. */
    EUCLIDEAN {
        @Override
        public double score(Embedding a, Embedding b) {
            return 1 / (1 + a.squaredDistance(b));
        }
    };

    /**
     * The score of two embeddings of the same dimension.
     *
     * @throws IllegalArgumentException if the dimensions differ
     */
    public abstract double score(Embedding a, Embedding b);

    /** The name in configuration and requests: {@code cosine}, {@code dot}, {@code euclidean}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
