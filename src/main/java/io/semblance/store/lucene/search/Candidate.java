package io.semblance.store.lucene.search;

import java.util.Comparator;

/**
 * A chunk that a search found.
 *
 * @param doc the number of its Lucene document
 * @param id id of the document that the chunk belongs to
 * @param chunk number of the chunk within its document
 * @param score its score; higher is better
 */
record Candidate(int doc, String id, int chunk, double score) {

    /** Best first; equal scores by document id (by code point), then by chunk number. */
    static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingDouble((Candidate candidate) -> -candidate.score())
                    .thenComparing(Candidate::id, CodePointOrder.INSTANCE)
                    .thenComparingInt(Candidate::chunk);
}
