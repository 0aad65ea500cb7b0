package io.semblance.store.analysis;

/**
 * One spelling of a word in a query.
 *
 * @param text as {@link IndexTerm#text}
 * @param boost the weight of an occurrence, more than 0 and at most 1
 */
public record QueryTerm(String text, float boost) {

    /** Checks the boost. */
    public QueryTerm {
        if (!(boost > 0 && boost <= 1)) {
            throw new IllegalArgumentException(
                    "a term's boost must be more than 0 and at most 1, got: " + boost);
        }
    }
}
