package io.semblance.store.analysis;

/**
 * One spelling of a word that is searched for.
 *
 * @param text as {@link IndexTerm#text}
 * @param boost more than 0, at most 1: by how much an occurrence counts
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
