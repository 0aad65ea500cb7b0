package io.semblance.store.lucene;

import java.io.IOException;
import java.util.List;

/** Chunks in an order that does not depend on how many of them are asked for. */
@FunctionalInterface
interface Ranking {

    /** The best {@code k} or more, best first; fewer if there are no more. */
    List<Candidate> best(int k) throws IOException;
}
