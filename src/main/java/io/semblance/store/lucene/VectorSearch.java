package io.semblance.store.lucene;

import io.semblance.store.SearchPlan;
import io.semblance.store.SearchTime;

import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The chunks nearest to a vector: by the graph, or one by one where that is better. */
final class VectorSearch {

    /** Candidates that a search of the graph keeps: recall@10 of 0.98 and more needs so many. */
    private static final int MIN_CANDIDATES = 100;

    /** So few chunks are scored one by one sooner than a graph is searched. */
    private static final int EXACT_BELOW = 2_000;

    /** So many vectors are scored between two looks at the time. */
    private static final int TIMED_SCORES = 256;

    private final IndexSearcher searcher;
    private final float[] query;
    private final @Nullable Query filter;
    private final SearchTime time;

    /**
     * @param searcher with the same time limit
     * @param query as {@link VectorSpace#toLucene} gives it
     * @param filter null for all chunks
     */
    VectorSearch(IndexSearcher searcher, float[] query, @Nullable Query filter, SearchTime time) {
        this.searcher = searcher;
        this.query = query;
        this.filter = filter;
        this.time = time;
    }

    /**
     * At least the nearest {@code k}, with Lucene's scores, in no order; fewer if there are no
     * more.
     */
    List<ScoreDoc> nearest(int k, boolean exact) throws IOException {
        SearchPlan plan = plan(searcher, filter, k, exact);
        time.requireLeft();
        if (plan.matches() == 0) {
            return List.of();
        }
        if (plan.vectors() == SearchPlan.Vectors.EXACT) {
            return nearestOneByOne(k);
        }
        int candidates = plan.candidates();
        ScoreDoc[] found =
                searcher.search(
                                new KnnFloatVectorQuery(Fields.VECTOR, query, candidates, filter),
                                candidates)
                        .scoreDocs;
        time.requireLeft();
        // A graph whose parts have lost each other gives fewer than there are.
        return found.length < candidates ? nearestOneByOne(k) : Arrays.asList(found);
    }

    /**
     * How the nearest {@code k} are found; {@code matches} is how many chunks there are to compare.
     */
    static SearchPlan plan(IndexSearcher searcher, @Nullable Query filter, int k, boolean exact)
            throws IOException {
        int matches = filter == null ? searcher.getIndexReader().numDocs() : searcher.count(filter);
        int exactBelow = exact ? Integer.MAX_VALUE : Math.max(k, EXACT_BELOW);
        return matches <= exactBelow
                ? new SearchPlan(SearchPlan.Vectors.EXACT, matches, exactBelow, matches)
                : new SearchPlan(
                        SearchPlan.Vectors.INDEX,
                        matches,
                        exactBelow,
                        Math.min(matches, Math.max(k, MIN_CANDIDATES)));
    }

    /** The nearest {@code k} and all others that score as the last of them. */
    private List<ScoreDoc> nearestOneByOne(int k) throws IOException {
        List<ScoreDoc> all = new ArrayList<>();
        Query query = filter == null ? MatchAllDocsQuery.INSTANCE : filter;
        Weight weight =
                searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Scorer matching = weight.scorer(leaf);
            var vectors = leaf.reader().getFloatVectorValues(Fields.VECTOR);
            if (matching != null && vectors != null) {
                var scorer = vectors.scorer(this.query);
                collect(leaf, matching.iterator(), scorer, all);
            }
        }
        if (all.size() <= k) {
            return all;
        }
        float[] scores = new float[all.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = all.get(i).score;
        }
        Arrays.sort(scores);
        float least = scores[scores.length - k];
        return all.stream().filter(hit -> hit.score >= least).toList();
    }

    private void collect(
            LeafReaderContext leaf,
            DocIdSetIterator matching,
            VectorScorer scorer,
            List<ScoreDoc> hits)
            throws IOException {
        Bits live = leaf.reader().getLiveDocs();
        DocIdSetIterator vectors = scorer.iterator();
        for (int doc = matching.nextDoc();
                doc != DocIdSetIterator.NO_MORE_DOCS;
                doc = matching.nextDoc()) {
            if (live == null || live.get(doc)) {
                if (hits.size() % TIMED_SCORES == 0) {
                    time.requireLeft();
                }
                vectors.advance(doc);
                hits.add(new ScoreDoc(leaf.docBase + doc, scorer.score()));
            }
        }
    }
}
