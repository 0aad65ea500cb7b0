package io.semblance.store.lucene;

import io.semblance.store.SearchTime;
import io.semblance.vector.Embedding;

import org.apache.lucene.index.FloatVectorValues;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares vectors: by the graph, or one by one where that is better. Not thread-safe; what was
 * compared one by one is kept.
 */
final class VectorSearch {

    /** So few chunks are scored one by one sooner than a graph is searched. */
    static final int EXACT_BELOW = 2_000;

    /** So many vectors are scored between two looks at the time. */
    private static final int TIMED_SCORES = 256;

    /** What two scores of Lucene may differ by that stand for the same similarity. */
    private static final float SCORE_ERROR = 1e-5f;

    private final IndexSearcher searcher;
    private final VectorSpace space;
    private final float[] query;
    private final @Nullable Query filter;
    private final SearchTime time;
    private @Nullable List<ScoreDoc> compared;

    /**
     * @param searcher with the same time limit
     * @param filter null for all chunks
     */
    VectorSearch(
            IndexSearcher searcher,
            VectorSpace space,
            Embedding query,
            @Nullable Query filter,
            SearchTime time) {
        this.searcher = searcher;
        this.space = space;
        this.query = space.toLucene(query);
        this.filter = filter;
        this.time = time;
    }

    /** How many chunks there are to compare. */
    int matches() throws IOException {
        int matches = filter == null ? searcher.getIndexReader().numDocs() : searcher.count(filter);
        time.requireLeft();
        return matches;
    }

    /**
     * The chunks that a search of the graph with so many candidates finds, with Lucene's scores;
     * fewer than there are if parts of the graph have lost each other.
     */
    List<ScoreDoc> byGraph(int candidates) throws IOException {
        ScoreDoc[] found =
                searcher.search(
                                new KnnFloatVectorQuery(Fields.VECTOR, query, candidates, filter),
                                candidates)
                        .scoreDocs;
        time.requireLeft();
        return Arrays.asList(found);
    }

    /**
     * The nearest {@code k} and all others that may score as the last of them, with Lucene's
     * scores, in no order; fewer if there are no more.
     */
    List<ScoreDoc> oneByOne(int k) throws IOException {
        List<ScoreDoc> all = compared == null ? compared() : compared;
        compared = all;
        if (all.size() <= k) {
            return all;
        }
        float[] scores = new float[all.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = all.get(i).score;
        }
        Arrays.sort(scores);
        float last = scores[scores.length - k];
        float least = last - Math.abs(last) * SCORE_ERROR;
        return all.stream().filter(hit -> hit.score >= least).toList();
    }

    /** The same with the similarity's scores instead of Lucene's, by Lucene document. */
    Map<Integer, Double> scores(List<ScoreDoc> found) throws IOException {
        int[] docs = found.stream().mapToInt(hit -> hit.doc).sorted().toArray();
        Map<Integer, Double> scores = new LinkedHashMap<>();
        int next = 0;
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            int end = leaf.docBase + leaf.reader().maxDoc();
            if (next == docs.length || docs[next] >= end) {
                continue;
            }
            FloatVectorValues vectors =
                    Objects.requireNonNull(leaf.reader().getFloatVectorValues(Fields.VECTOR));
            var iterator = vectors.iterator();
            for (; next < docs.length && docs[next] < end; next++) {
                iterator.advance(docs[next] - leaf.docBase);
                float[] vector = vectors.vectorValue(iterator.index());
                scores.put(docs[next], space.score(query, vector));
            }
        }
        return scores;
    }

    private List<ScoreDoc> compared() throws IOException {
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
        return all;
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
