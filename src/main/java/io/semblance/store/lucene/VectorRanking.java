package io.semblance.store.lucene;

import io.semblance.store.SearchPlan;
import io.semblance.store.SearchPlan.Vectors;

import org.apache.lucene.search.ScoreDoc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The chunks nearest to a vector in one order, however many of them are asked for.
 *
 * <p>A search of an HNSW graph for 200 chunks does not begin with what a search for 100 gives. So
 * the graph is always searched in the same steps, each for twice as many candidates as the one
 * before, and what a step adds follows what was there. The steps end where comparing every vector
 * is better, or where the graph gives fewer than there are; the rest then follows in exact order.
 *
 * <p>Not thread-safe.
 */
final class VectorRanking implements Ranking {

    /** Candidates of the first step: recall@10 of 0.98 and more needs so many. */
    private static final int FIRST_CANDIDATES = 100;

    private final VectorSearch search;
    private final Candidates candidates;
    private final int matches;
    private final int exactBelow;

    /** What the graph gave, by Lucene document. */
    private final Map<Integer, Candidate> byGraph = new LinkedHashMap<>();

    private int nextCandidates = FIRST_CANDIDATES;
    private int rankedChunks;
    private boolean comparesAll;

    /** Turns what Lucene found into candidates, best first. */
    @FunctionalInterface
    interface Candidates {
        List<Candidate> ranked(List<ScoreDoc> found) throws IOException;
    }

    /**
     * @param exact true to compare every vector
     */
    VectorRanking(VectorSearch search, boolean exact, Candidates candidates) throws IOException {
        this.search = search;
        this.candidates = candidates;
        this.matches = search.matches();
        this.exactBelow = exact ? Integer.MAX_VALUE : VectorSearch.EXACT_BELOW;
        this.comparesAll = matches <= exactBelow;
    }

    @Override
    public List<Candidate> best(int k) throws IOException {
        while (!comparesAll && byGraph.size() < k) {
            step();
        }
        List<Candidate> best = new ArrayList<>(byGraph.values());
        if (best.size() < k && matches > 0) {
            candidates.ranked(search.oneByOne(k)).stream()
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
            comparesAll = true;
            return;
        }
        for (Candidate candidate : candidates.ranked(found)) {
            byGraph.putIfAbsent(candidate.doc(), candidate);
        }
        nextCandidates = Math.multiplyExact(nextCandidates, 2);
    }

    /** How the chunks that were asked for were found. */
    SearchPlan plan() {
        return comparesAll
                ? new SearchPlan(Vectors.EXACT, matches, exactBelow, matches)
                : new SearchPlan(Vectors.INDEX, matches, exactBelow, rankedChunks);
    }
}
