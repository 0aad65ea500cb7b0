package io.semblance.store.analysis;

import java.util.List;

/**
 * A word that is searched for, in one or more spellings. For BM25 it is one term: it occurs in a
 * text as often as the boosts of the spellings there add up to, and in as many texts as its most
 * common spelling.
 *
 * @param terms at least one; the first is the word as it was written
 * @param weight more than 0, at most 1: the share of the word's score
 */
public record QueryWord(List<QueryTerm> terms, float weight) {

    /** Checks that there is a term, and the weight. */
    public QueryWord {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a word must have at least one term");
        }
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException(
                    "a word's weight must be more than 0 and at most 1, got: " + weight);
        }
    }
}
