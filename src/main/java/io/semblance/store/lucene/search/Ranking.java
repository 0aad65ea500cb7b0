package io.semblance.store.lucene.search;

import java.io.IOException;
import java.util.List;

/** A ranking of chunks whose order does not depend on the number of chunks requested. */
@FunctionalInterface
interface Ranking {

    /** At least the best {@code k} chunks, best first; fewer if there are no more. */
    List<Candidate> best(int k) throws IOException;
}
