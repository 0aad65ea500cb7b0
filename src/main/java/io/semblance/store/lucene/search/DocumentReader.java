package io.semblance.store.lucene.search;

import io.semblance.store.Document;
import io.semblance.store.DocumentSummary;
import io.semblance.store.StoredDocument;
import io.semblance.store.filter.Filter;
import io.semblance.store.lucene.document.Fields;
import io.semblance.store.lucene.document.StoredDocuments;
import io.semblance.store.lucene.filter.FilterQuery;

import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds documents by id or filter, at one point in time. Not thread-safe. */
public final class DocumentReader {

    private static final Query FIRST_CHUNKS = new TermQuery(new Term(Fields.FIRST_CHUNK, "1"));
    private static final Sort BY_ID = new Sort(new SortField(Fields.ID, SortField.Type.STRING));

    private final IndexSearcher searcher;
    private final StoredDocuments stored;

    /** Reads at the searcher's point in time. */
    public DocumentReader(IndexSearcher searcher) {
        this.searcher = searcher;
        this.stored = new StoredDocuments(searcher);
    }

    /** The document of this id with its chunks, charged to the request; null if there is none. */
    public @Nullable Document document(String id) throws IOException {
        Integer doc = firstChunk(id);
        if (doc == null) {
            return null;
        }
        stored.chargeRewrite(doc);
        return stored.document(doc);
    }

    /** The documents of these ids that exist, with their chunks, by id. */
    public Map<String, Document> documents(Collection<String> ids) throws IOException {
        Map<String, Document> documents = new HashMap<>();
        for (int doc : firstChunks(ids)) {
            Document document = stored.document(doc);
            documents.put(document.id(), document);
        }
        return documents;
    }

    /** The document of this id without its chunks; empty if there is none. */
    public Optional<StoredDocument> stored(String id) throws IOException {
        Integer doc = firstChunk(id);
        return doc == null
                ? Optional.empty()
                : Optional.of(new StoredDocument(stored.summary(doc), stored.text(doc)));
    }

    /** The documents of these ids that exist, by id. */
    public Map<String, StoredDocument> stored(Collection<String> ids) throws IOException {
        Map<String, StoredDocument> documents = new HashMap<>();
        for (int doc : firstChunks(ids)) {
            DocumentSummary summary = stored.summary(doc);
            documents.put(summary.id(), new StoredDocument(summary, stored.text(doc)));
        }
        return documents;
    }

    /** The documents of these ids that exist, without their texts, by id. */
    public Map<String, DocumentSummary> summaries(Collection<String> ids) throws IOException {
        Map<String, DocumentSummary> summaries = new HashMap<>();
        for (int doc : firstChunks(ids)) {
            DocumentSummary summary = stored.summary(doc);
            summaries.put(summary.id(), summary);
        }
        return summaries;
    }

    /**
     * Documents in the order of their ids, without their texts.
     *
     * @param afterId the list starts after this id; null for the first
     * @param filter null for all documents
     */
    public List<DocumentSummary> list(int limit, @Nullable String afterId, @Nullable Filter filter)
            throws IOException {
        Query query = filter == null ? FIRST_CHUNKS : both(FIRST_CHUNKS, FilterQuery.of(filter));
        if (afterId != null) {
            query =
                    both(
                            query,
                            new TermRangeQuery(
                                    Fields.ID, new BytesRef(afterId), null, false, false));
        }
        List<DocumentSummary> summaries = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, limit, BY_ID).scoreDocs) {
            summaries.add(stored.summary(hit.doc));
        }
        return summaries;
    }

    /** The number of documents that match; of all documents if the filter is null. */
    public long count(@Nullable Filter filter) throws IOException {
        return searcher.count(
                filter == null ? FIRST_CHUNKS : both(FIRST_CHUNKS, FilterQuery.of(filter)));
    }

    private @Nullable Integer firstChunk(String id) throws IOException {
        Query query = both(FIRST_CHUNKS, new TermQuery(new Term(Fields.ID, id)));
        ScoreDoc[] hits = searcher.search(query, 1).scoreDocs;
        return hits.length == 0 ? null : hits[0].doc;
    }

    private List<Integer> firstChunks(Collection<String> ids) throws IOException {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<BytesRef> terms = ids.stream().map(BytesRef::new).toList();
        Query query = both(FIRST_CHUNKS, new TermInSetQuery(Fields.ID, terms));
        List<Integer> docs = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, ids.size()).scoreDocs) {
            docs.add(hit.doc);
        }
        return docs;
    }

    private static Query both(Query first, Query second) {
        return new BooleanQuery.Builder()
                .add(first, Occur.FILTER)
                .add(second, Occur.FILTER)
                .build();
    }
}
