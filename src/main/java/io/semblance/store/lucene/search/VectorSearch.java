package io.semblance.store.lucene.search;

import io.semblance.store.lucene.document.Fields;
import io.semblance.store.lucene.document.VectorSpace;
import io.semblance.value.Deadline;
import io.semblance.value.Embedding;

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
 * Finds the chunks nearest to a vector, either with the HNSW graph or by an exact search. The
 * result of an exact search is cached. Not thread-safe.
 */
final class VectorSearch {

    /**
     * Up to this number of matching chunks, an exact search is used: it is faster than the graph.
     */
    static final int EXACT_BELOW = 2_000;

    /** The number of vectors that are scored between two checks of the deadline. */
    private static final int SCORES_PER_CHECK = 256;

    /** The relative difference that two of Lucene's scores of the same similarity can have. */
    private static final float SCORE_ERROR = 1e-5f;

    private final IndexSearcher searcher;
    private final VectorSpace space;
    private final float[] query;
    private final @Nullable Query filter;
    private final Deadline deadline;
    private @Nullable List<ScoreDoc> allMatches;

    /**
     * Prepares a search.
     *
     * @param searcher a searcher whose timeout is the same deadline
     * @param filter on chunks; null for all chunks
     */
    VectorSearch(
            IndexSearcher searcher,
            VectorSpace space,
            Embedding query,
            @Nullable Query filter,
            Deadline deadline) {
        this.searcher = searcher;
        this.space = space;
        this.query = space.toLucene(query);
        this.filter = filter;
        this.deadline = deadline;
    }

    /** The number of chunks that match the filter. */
    int matches() throws IOException {
        int matches = filter == null ? searcher.getIndexReader().numDocs() : searcher.count(filter);
        deadline.requireRemaining();
        return matches;
    }

    /**
     * Searches the graph with this number of candidates. Returns the chunks with Lucene's scores;
     * fewer than there are if parts of the graph are not connected.
     */
    List<ScoreDoc> byGraph(int candidates) throws IOException {
        ScoreDoc[] found =
                searcher.search(
                                new KnnFloatVectorQuery(Fields.VECTOR, query, candidates, filter),
                                candidates)
                        .scoreDocs;
        deadline.requireRemaining();
        return Arrays.asList(found);
    }

    /**
     * Compares the query with every chunk that matches. Returns the nearest {@code k} chunks and
     * all others that can have the same score as the last of them, with Lucene's scores and in no
     * order; fewer if there are no more.
     */
    List<ScoreDoc> exact(int k) throws IOException {
        List<ScoreDoc> all = allMatches == null ? scoreAllMatches() : allMatches;
        allMatches = all;
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

    /** The similarity's scores of chunks, by Lucene document. */
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

    private List<ScoreDoc> scoreAllMatches() throws IOException {
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
                if (hits.size() % SCORES_PER_CHECK == 0) {
                    deadline.requireRemaining();
                }
                vectors.advance(doc);
                hits.add(new ScoreDoc(leaf.docBase + doc, scorer.score()));
            }
        }
    }
}
