package io.semblance.store.lucene;

import io.semblance.store.Document;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.analysis.TextAnalysis;

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
 * The version of the text analysis that an index's terms were made by. It is in the user data of
 * Lucene's commit, so that it is true of the terms in that commit.
 */
final class AnalysisVersion {

    /** The version of indexes that do not say it. */
    static final int FIRST = 1;

    private static final Logger log = LoggerFactory.getLogger(AnalysisVersion.class);
    private static final String KEY = "analysis";

    private AnalysisVersion() {}

    /**
     * Makes the terms anew if they are older than {@link TextAnalysis#VERSION}: every document is
     * written again from what is stored, its vectors included. The caller commits; until then the
     * index on disk stays what it was, and a process that ends before has changed nothing.
     *
     * @throws IndexMismatchException if the terms are of a newer version
     */
    static void upgrade(String name, IndexWriter writer, ChunkDocuments blocks) throws IOException {
        int version = version(writer);
        requireKnown(name, version);
        if (version == TextAnalysis.VERSION) {
            return;
        }
        if (writer.getDocStats().numDocs > 0) {
            log.info(
                    "The words of '{}' are of text analysis {}: making them anew by {}",
                    name,
                    version,
                    TextAnalysis.VERSION);
            log.info("Made the words of {} documents of '{}' anew", rewrite(writer, blocks), name);
        }
        writer.setLiveCommitData(Map.of(KEY, String.valueOf(TextAnalysis.VERSION)).entrySet());
    }

    /**
     * Refuses what a newer version of the service has written.
     *
     * @throws IndexMismatchException if the version is newer
     */
    static void requireKnown(String name, int version) {
        if (version > TextAnalysis.VERSION) {
            throw new IndexMismatchException(
                    "the index '%s' was written by a newer version of Semblance: it has text analysis %d, and this version knows up to %d; use the newer version"
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
            Weight heads =
                    searcher.createWeight(
                            new TermQuery(new Term(Fields.HEAD, "1")),
                            ScoreMode.COMPLETE_NO_SCORES,
                            1);
            for (var leaf : reader.leaves()) {
                Scorer scorer = heads.scorer(leaf);
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
