package io.semblance.store.lucene;

import java.util.Comparator;

/**
 * A chunk that a search found.
 *
 * @param doc its Lucene document
 * @param id of the document it belongs to
 * @param chunk its number
 */
record Candidate(int doc, String id, int chunk, double score) {

    /** Best first; equal scores by id, in the order of code points, then by chunk. */
    static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingDouble((Candidate candidate) -> -candidate.score())
                    .thenComparing(Candidate::id, CodePointOrder.INSTANCE)
                    .thenComparingInt(Candidate::chunk);
}
