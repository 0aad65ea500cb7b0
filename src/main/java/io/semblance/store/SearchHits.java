package io.semblance.store;

import java.util.List;

/**
 * The result of a search.
 *
 * @param hits best first; fewer than requested means that there are no more
 * @param plan how the hits were found
 */
public record SearchHits(List<Hit> hits, SearchPlan plan) {

    /** Copies the list of hits. */
    public SearchHits {
        hits = List.copyOf(hits);
    }
}
