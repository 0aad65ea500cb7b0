package io.semblance.store.lucene;

import io.semblance.store.Document;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.store.lucene.document.ChunkDocuments;
import io.semblance.store.lucene.document.Fields;
import io.semblance.store.lucene.document.StoredDocuments;

import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Map;

/**
 * The version of the text analysis that produced the terms of an index. It is stored in the user
 * data of Lucene's commit, so it always belongs to the terms of that commit.
 */
final class AnalysisVersion {

    /** The version of indexes without a stored version. */
    static final int FIRST = 1;

    private static final Logger log = LoggerFactory.getLogger(AnalysisVersion.class);
    private static final String KEY = "analysis";

    private AnalysisVersion() {}

    /**
     * Rebuilds the terms if they are older than {@link TextAnalysis#VERSION}: every document is
     * written again from its stored fields and vectors. The caller commits. Until then the index on
     * disk is unchanged, also if the process ends.
     *
     * @throws IndexMismatchException if a newer version produced the terms
     */
    static void upgrade(String name, IndexWriter writer, ChunkDocuments blocks) throws IOException {
        int version = version(writer);
        requireSupported(name, version);
        if (version == TextAnalysis.VERSION) {
            return;
        }
        if (writer.getDocStats().numDocs > 0) {
            log.info(
                    "Rebuilding the terms of index '{}': text analysis {} is replaced by {}",
                    name,
                    version,
                    TextAnalysis.VERSION);
            log.info(
                    "Rebuilt the terms of {} documents of index '{}'",
                    rewrite(writer, blocks),
                    name);
        }
        writer.setLiveCommitData(Map.of(KEY, String.valueOf(TextAnalysis.VERSION)).entrySet());
    }

    /**
     * Checks that this version of Semblance knows the text analysis.
     *
     * @throws IndexMismatchException if a newer version of Semblance wrote the index
     */
    static void requireSupported(String name, int version) {
        if (version > TextAnalysis.VERSION) {
            throw new IndexMismatchException(
                    "index '%s' was written by a newer version of Semblance: its text analysis is %d, this version supports up to %d; use the newer version"
                            .formatted(name, version, TextAnalysis.VERSION));
        }
    }

    private static int version(IndexWriter writer) {
        Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
        if (data != null) {
            for (Map.Entry<String, String> entry : data) {
                if (entry.getKey().equals(KEY)) {
                    return Integer.parseInt(entry.getValue());
                }
            }
        }
        return FIRST;
    }

    private static int rewrite(IndexWriter writer, ChunkDocuments blocks) throws IOException {
        int count = 0;
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            StoredDocuments documents = new StoredDocuments(searcher);
            Weight firstChunks =
                    searcher.createWeight(
                            new TermQuery(new Term(Fields.FIRST_CHUNK, "1")),
                            ScoreMode.COMPLETE_NO_SCORES,
                            1);
            for (var leaf : reader.leaves()) {
                Scorer scorer = firstChunks.scorer(leaf);
                if (scorer == null) {
                    continue;
                }
                Bits live = leaf.reader().getLiveDocs();
                DocIdSetIterator docs = scorer.iterator();
                for (int doc = docs.nextDoc();
                        doc != DocIdSetIterator.NO_MORE_DOCS;
                        doc = docs.nextDoc()) {
                    if (live == null || live.get(doc)) {
                        Document document = documents.document(leaf.docBase + doc);
                        writer.updateDocuments(
                                new Term(Fields.ID, document.id()), blocks.of(document));
                        count++;
                    }
                }
            }
        }
        return count;
    }
}
