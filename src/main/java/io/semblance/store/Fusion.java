package io.semblance.store;

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): a hit scores the sum of {@code
 * 1 / (k + rank)} over the lists that have it, ranks counted from 1.
 *
 * @param k what damps the top ranks, at least 1
 * @param candidates how many hits of each list are fused, 1 to {@link SearchRequest#MAX_WINDOW}; a
 *     search with a larger window fuses as many as its window
 */
public record Fusion(int k, int candidates) {

    /** Checks the bounds. */
    public Fusion {
        if (k < 1) {
            throw new IllegalArgumentException("rrfK must be at least 1, got: " + k);
        }
        if (candidates < 1 || candidates > SearchRequest.MAX_WINDOW) {
            throw new IllegalArgumentException(
                    "candidates must be between 1 and %d, got: %d"
                            .formatted(SearchRequest.MAX_WINDOW, candidates));
        }
    }
}
