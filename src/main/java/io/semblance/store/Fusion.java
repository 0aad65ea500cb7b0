package io.semblance.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): a hit scores the sum of {@code
 * 1 / (k + rank)} over the lists that have it among their candidates, ranks counted from 1.
 *
 * <p>The number of candidates does not depend on the requested page, so that pages fit together. A
 * page beyond the candidates continues in steps, each of which fuses twice as many candidates of
 * each list as the step before, and at least {@value #MIN_SECOND_STEP}. A step adds the hits that
 * the steps before it do not have, in the order of their fused score. That score is halved for each
 * step after the first, and so is less than any score of the steps before.
 *
 * @param k the constant of the formula: a larger one gives the top ranks less weight; at least 1
 * @param candidates number of hits of each list that are fused first, 1 to {@link
 *     SearchRequest#MAX_WINDOW}
 */
public record Fusion(int k, int candidates) {

    private static final int MIN_SECOND_STEP = 100;

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

    /**
     * The numbers of candidates of each list in each step, ascending, that are needed for a page
     * whose last hit has this rank.
     *
     * @param rank counted from 1
     */
    public List<Integer> steps(int rank) {
        List<Integer> steps = new ArrayList<>();
        int step = candidates;
        steps.add(step);
        while (step < rank) {
            step = Math.max(2 * step, MIN_SECOND_STEP);
            steps.add(step);
        }
        return steps;
    }

    /**
     * The number of candidates of each list that is needed for a page whose last hit has this rank.
     */
    public int depth(int rank) {
        return steps(rank).getLast();
    }
}
