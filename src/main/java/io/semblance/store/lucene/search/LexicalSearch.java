package io.semblance.store.lucene.search;

import io.semblance.store.analysis.QueryTerm;
import io.semblance.store.analysis.QueryWord;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.store.lucene.document.Fields;
import io.semblance.value.Deadline;

import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the chunks that have terms in common with a text, scored by BM25 (Robertson and Zaragoza,
 * 2009) with k1 = 1.2 and b = 0.75.
 */
final class LexicalSearch {

    private static final Sort BEST_FIRST =
            new Sort(
                    SortField.FIELD_SCORE,
                    new SortField(Fields.ID, SortField.Type.STRING),
                    new SortField(Fields.CHUNK, SortField.Type.INT));

    private final IndexSearcher searcher;
    private final BooleanQuery query;

    /**
     * Prepares a search.
     *
     * @param shared the searcher at the point in time of the search
     * @param text words, never query syntax
     * @param filter on chunks; null for all chunks
     * @param deadline at which Lucene stops scoring
     */
    LexicalSearch(
            IndexSearcher shared,
            TextAnalysis analysis,
            String text,
            @Nullable Query filter,
            Deadline deadline)
            throws IOException {
        this.searcher = new IndexSearcher(shared.getIndexReader());
        searcher.setSimilarity(new WordCountSimilarity(shared.getIndexReader()));
        if (deadline != Deadline.NONE) {
            searcher.setTimeout(deadline::isPassed);
        }
        BooleanQuery.Builder builder = new BooleanQuery.Builder().setMinimumNumberShouldMatch(1);
        for (QueryWord word : analysis.query(text)) {
            builder.add(query(word), Occur.SHOULD);
        }
        if (filter != null) {
            builder.add(filter, Occur.FILTER);
        }
        this.query = builder.build();
    }

    private static Query query(QueryWord word) {
        SynonymQuery.Builder terms = new SynonymQuery.Builder(Fields.TERMS);
        for (QueryTerm term : word.terms()) {
            terms.addTerm(new BytesRef(term.text()), term.boost());
        }
        return new BoostQuery(terms.build(), word.weight());
    }

    /** The best {@code k} chunks, best first, equal scores by document id and chunk number. */
    List<ScoreDoc> best(int k) throws IOException {
        List<ScoreDoc> best = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, k, BEST_FIRST).scoreDocs) {
            best.add(new ScoreDoc(hit.doc, (Float) ((FieldDoc) hit).fields[0]));
        }
        return best;
    }

    /**
     * BM25 with the mean of {@link Fields#LENGTH} as the average length. Lucene would count the
     * additional forms of words, which the chunk lengths leave out.
     */
    private static final class WordCountSimilarity extends BM25Similarity {

        private final float meanLength;

        WordCountSimilarity(IndexReader reader) throws IOException {
            long chunks = reader.getDocCount(Fields.LENGTH);
            this.meanLength =
                    chunks == 0
                            ? 1
                            : (float) ((double) reader.getSumTotalTermFreq(Fields.LENGTH) / chunks);
        }

        @Override
        protected float avgFieldLength(CollectionStatistics terms) {
            return meanLength;
        }
    }
}
