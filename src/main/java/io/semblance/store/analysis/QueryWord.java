package io.semblance.store.analysis;

import java.util.List;

/**
 * A word of a query, in one or more spellings. BM25 treats it as one term: its frequency in a text
 * is the sum of the boosts of the spellings that occur there, and its document frequency is that of
 * its most common spelling.
 *
 * @param terms the spellings, at least one; the first is the word as written
 * @param weight the factor for the word's score, more than 0 and at most 1
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
