package io.semblance.store.lucene;

import io.semblance.store.Document;
import io.semblance.store.DocumentHead;
import io.semblance.store.StoredDocument;
import io.semblance.store.filter.Filter;

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
final class DocumentReader {

    private static final Query HEADS = new TermQuery(new Term(Fields.HEAD, "1"));
    private static final Sort BY_ID = new Sort(new SortField(Fields.ID, SortField.Type.STRING));

    private final IndexSearcher searcher;
    private final StoredDocuments stored;

    DocumentReader(IndexSearcher searcher) {
        this.searcher = searcher;
        this.stored = new StoredDocuments(searcher);
    }

    @Nullable Document document(String id) throws IOException {
        Integer doc = headDoc(id);
        return doc == null ? null : stored.document(doc);
    }

    Optional<StoredDocument> stored(String id) throws IOException {
        Integer doc = headDoc(id);
        return doc == null
                ? Optional.empty()
                : Optional.of(new StoredDocument(stored.head(doc), stored.text(doc)));
    }

    Map<String, StoredDocument> stored(Collection<String> ids) throws IOException {
        Map<String, StoredDocument> documents = new HashMap<>();
        for (int doc : headDocs(ids)) {
            DocumentHead head = stored.head(doc);
            documents.put(head.id(), new StoredDocument(head, stored.text(doc)));
        }
        return documents;
    }

    Map<String, DocumentHead> heads(Collection<String> ids) throws IOException {
        Map<String, DocumentHead> heads = new HashMap<>();
        for (int doc : headDocs(ids)) {
            DocumentHead head = stored.head(doc);
            heads.put(head.id(), head);
        }
        return heads;
    }

    List<DocumentHead> list(int limit, @Nullable String afterId, @Nullable Filter filter)
            throws IOException {
        Query query = filter == null ? HEADS : both(HEADS, FilterQuery.of(filter));
        if (afterId != null) {
            query =
                    both(
                            query,
                            new TermRangeQuery(
                                    Fields.ID, new BytesRef(afterId), null, false, false));
        }
        List<DocumentHead> heads = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, limit, BY_ID).scoreDocs) {
            heads.add(stored.head(hit.doc));
        }
        return heads;
    }

    long count(@Nullable Filter filter) throws IOException {
        return searcher.count(filter == null ? HEADS : both(HEADS, FilterQuery.of(filter)));
    }

    private @Nullable Integer headDoc(String id) throws IOException {
        Query query = both(HEADS, new TermQuery(new Term(Fields.ID, id)));
        ScoreDoc[] hits = searcher.search(query, 1).scoreDocs;
        return hits.length == 0 ? null : hits[0].doc;
    }

    private List<Integer> headDocs(Collection<String> ids) throws IOException {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<BytesRef> terms = ids.stream().map(BytesRef::new).toList();
        Query query = both(HEADS, new TermInSetQuery(Fields.ID, terms));
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
