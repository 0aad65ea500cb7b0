package io.semblance.store;

import java.util.List;

/**
 * What a search found, and how.
 *
 * @param hits best first; fewer than asked for means that there are no more
 * @param plan how they were found
 */
public record SearchHits(List<Hit> hits, SearchPlan plan) {

    /** Keeps the hits as they are. */
    public SearchHits {
        hits = List.copyOf(hits);
    }
}
