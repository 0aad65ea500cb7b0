package io.semblance.store.lucene.search;

import io.semblance.store.SearchPlan;
import io.semblance.store.SearchPlan.Vectors;

import org.apache.lucene.search.ScoreDoc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks the chunks nearest to a vector in one order that does not depend on the number requested.
 *
 * <p>The result of an HNSW search for 200 chunks does not start with the result of a search for
 * 100. So the graph is always searched in the same steps, each with twice the candidates of the
 * previous step, and the chunks that a step adds follow the earlier ones. The steps end when the
 * graph returns fewer chunks than it has candidates, or when there are candidates for every match.
 * The remaining chunks follow in exact order.
 *
 * <p>Not thread-safe.
 */
final class VectorRanking implements Ranking {

    /** Candidates of the first step; recall@10 of at least 0.98 needs this number. */
    private static final int FIRST_CANDIDATES = 100;

    private final VectorSearch search;
    private final Candidates candidates;
    private final int matches;
    private final int exactBelow;

    /** The chunks that the graph returned, by Lucene document. */
    private final Map<Integer, Candidate> byGraph = new LinkedHashMap<>();

    private int nextCandidates = FIRST_CANDIDATES;
    private int rankedChunks;
    private boolean isExact;

    /** Converts Lucene's results into candidates, best first. */
    @FunctionalInterface
    interface Candidates {
        List<Candidate> ranked(List<ScoreDoc> found) throws IOException;
    }

    /**
     * Prepares a ranking.
     *
     * @param exact true to compare the query with every vector
     */
    VectorRanking(VectorSearch search, boolean exact, Candidates candidates) throws IOException {
        this.search = search;
        this.candidates = candidates;
        this.matches = search.matches();
        this.exactBelow = exact ? Integer.MAX_VALUE : VectorSearch.EXACT_BELOW;
        this.isExact = matches <= exactBelow;
    }

    @Override
    public List<Candidate> best(int k) throws IOException {
        while (!isExact && byGraph.size() < k) {
            step();
        }
        List<Candidate> best = new ArrayList<>(byGraph.values());
        if (best.size() < k && matches > 0) {
            candidates.ranked(search.exact(k)).stream()
                    .limit(k)
                    .filter(candidate -> !byGraph.containsKey(candidate.doc()))
                    .forEach(best::add);
        }
        rankedChunks = Math.max(rankedChunks, best.size());
        return best;
    }

    private void step() throws IOException {
        List<ScoreDoc> found =
                matches <= nextCandidates ? List.of() : search.byGraph(nextCandidates);
        if (found.size() < nextCandidates) {
            isExact = true;
            return;
        }
        for (Candidate candidate : candidates.ranked(found)) {
            byGraph.putIfAbsent(candidate.doc(), candidate);
        }
        nextCandidates = Math.multiplyExact(nextCandidates, 2);
    }

    /** How the chunks requested so far were found. */
    SearchPlan plan() {
        return isExact
                ? new SearchPlan(Vectors.EXACT, matches, exactBelow, matches)
                : new SearchPlan(Vectors.INDEX, matches, exactBelow, rankedChunks);
    }
}
