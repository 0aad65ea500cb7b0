package io.semblance.store.lucene;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.TermToBytesRefAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The chunks that share words with a text, by BM25 (Robertson and Zaragoza, 2009). */
final class LexicalSearch {

    /** Words of a query that count; those after are left out. */
    static final int MAX_WORDS = 1_024;

    private static final Sort BEST_FIRST =
            new Sort(
                    SortField.FIELD_SCORE,
                    new SortField(Fields.ID, SortField.Type.STRING),
                    new SortField(Fields.CHUNK, SortField.Type.INT));

    private final IndexSearcher searcher;
    private final BooleanQuery query;

    /**
     * @param text words, never syntax
     * @param filter null for all chunks
     */
    LexicalSearch(IndexSearcher searcher, Analyzer analyzer, String text, @Nullable Query filter)
            throws IOException {
        this.searcher = searcher;
        BooleanQuery.Builder builder = new BooleanQuery.Builder().setMinimumNumberShouldMatch(1);
        for (BytesRef word : words(analyzer, text)) {
            builder.add(new TermQuery(new Term(Fields.WORDS, word)), Occur.SHOULD);
        }
        if (filter != null) {
            builder.add(filter, Occur.FILTER);
        }
        this.query = builder.build();
    }

    private static Set<BytesRef> words(Analyzer analyzer, String text) throws IOException {
        Set<BytesRef> words = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream(Fields.WORDS, text)) {
            var term = tokens.addAttribute(TermToBytesRefAttribute.class);
            tokens.reset();
            while (words.size() < MAX_WORDS && tokens.incrementToken()) {
                words.add(BytesRef.deepCopyOf(term.getBytesRef()));
            }
        }
        return words;
    }

    /** The best {@code k}, best first. */
    List<ScoreDoc> best(int k) throws IOException {
        List<ScoreDoc> best = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, k, BEST_FIRST).scoreDocs) {
            best.add(new ScoreDoc(hit.doc, (Float) ((FieldDoc) hit).fields[0]));
        }
        return best;
    }
}
