package io.semblance.store.lucene;

import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentSummary;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexStatus;
import io.semblance.store.IndexSummary;
import io.semblance.store.IntegrityReport;
import io.semblance.store.SearchHits;
import io.semblance.store.SearchRequest;
import io.semblance.store.StoreException;
import io.semblance.store.StoredDocument;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.store.filter.Filter;
import io.semblance.store.lucene.IndexAccess.DirectoryFactory;
import io.semblance.store.lucene.document.ChunkDocuments;
import io.semblance.store.lucene.document.Fields;
import io.semblance.store.lucene.document.VectorSpace;
import io.semblance.store.lucene.filter.FilterQuery;
import io.semblance.store.lucene.search.DocumentReader;
import io.semblance.store.lucene.search.IndexSearch;

import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * An index in a folder. A write takes the locks of its documents, gives their blocks to Lucene, and
 * waits for a commit that concurrent writes share; the documents are then durable and visible.
 */
final class LuceneIndex implements DocumentIndex {

    private final IndexDefinition definition;
    private final IndexFolder folder;
    private final VectorSpace space;
    private final TextAnalysis analysis;
    private final ChunkDocuments blocks;
    private final WriteLocks locks = new WriteLocks();
    private final IndexAccess access;

    private LuceneIndex(
            IndexDefinition definition,
            IndexFolder folder,
            DirectoryFactory directories,
            OpenMode mode)
            throws IOException {
        this.definition = definition;
        this.folder = folder;
        this.space = VectorSpace.of(definition.similarity());
        this.analysis = TextAnalysis.of(definition.language());
        this.blocks = new ChunkDocuments(space, analysis);
        this.access = new IndexAccess(definition, folder, blocks, directories, mode);
    }

    /** Creates an empty index in a folder without one. */
    static LuceneIndex create(
            IndexDefinition definition, IndexFolder folder, DirectoryFactory directories)
            throws IOException {
        return new LuceneIndex(definition, folder, directories, OpenMode.CREATE);
    }

    /** Opens the index in a folder; a folder without the files of an index is damaged. */
    static LuceneIndex open(
            IndexDefinition definition, IndexFolder folder, DirectoryFactory directories)
            throws IOException {
        return new LuceneIndex(definition, folder, directories, OpenMode.APPEND);
    }

    @Override
    public IndexDefinition definition() {
        return definition;
    }

    @Override
    public void upsert(List<Document> documents) {
        definition.requireWritable(documents);
        if (documents.isEmpty()) {
            return;
        }
        var ids = documents.stream().map(Document::id).collect(Collectors.toSet());
        access.write(session -> {
            try (WriteLocks.Hold _ = locks.lock(ids)) {
                for (Document document : documents) {
                    session.writer().updateDocuments(term(document.id()), blocks.of(document));
                }
                session.commit();
            }
            return null;
        });
    }

    @Override
    public long delete(Collection<String> ids) {
        Set<String> distinct = new HashSet<>(ids);
        return access.write(session -> {
            try (WriteLocks.Hold _ = locks.lock(distinct)) {
                long existing =
                        session.read(searcher -> reader(searcher).summaries(distinct).size());
                if (existing > 0) {
                    session.writer()
                            .deleteDocuments(
                                    distinct.stream().map(LuceneIndex::term).toArray(Term[]::new));
                    session.commit();
                }
                return existing;
            }
        });
    }

    @Override
    public long delete(Filter filter) {
        return access.write(session -> {
            try (WriteLocks.Hold _ = locks.lockAll()) {
                long existing = session.read(searcher -> reader(searcher).count(filter));
                if (existing > 0) {
                    session.writer().deleteDocuments(FilterQuery.of(filter));
                    session.commit();
                }
                return existing;
            }
        });
    }

    @Override
    public Optional<DocumentSummary> updateMetadata(
            String id,
            @Nullable String contentHash,
            UnaryOperator<Map<String, @Nullable Object>> change) {
        return access.write(session -> {
            try (WriteLocks.Hold _ = locks.lock(Set.of(id))) {
                Document old = session.read(searcher -> reader(searcher).document(id));
                if (old == null
                        || (contentHash != null && !contentHash.equals(old.contentHash()))) {
                    return Optional.empty();
                }
                Document changed =
                        new Document(
                                id,
                                old.title(),
                                old.text(),
                                change.apply(old.metadata()),
                                old.contentHash(),
                                old.chunks());
                session.writer().updateDocuments(term(id), blocks.of(changed));
                session.commit();
                return Optional.of(
                        new DocumentSummary(
                                id,
                                changed.title(),
                                changed.metadata(),
                                changed.contentHash(),
                                changed.chunks().size()));
            }
        });
    }

    @Override
    public Optional<StoredDocument> get(String id) {
        return access.read(searcher -> reader(searcher).stored(id));
    }

    @Override
    public Map<String, StoredDocument> get(Collection<String> ids) {
        return access.read(searcher -> reader(searcher).stored(ids));
    }

    @Override
    public Map<String, Document> documents(Collection<String> ids) {
        return access.read(searcher -> reader(searcher).documents(ids));
    }

    @Override
    public Map<String, DocumentSummary> summaries(Collection<String> ids) {
        return access.read(searcher -> reader(searcher).summaries(ids));
    }

    @Override
    public List<DocumentSummary> list(
            int limit, @Nullable String afterId, @Nullable Filter filter) {
        return access.read(searcher -> reader(searcher).list(limit, afterId, filter));
    }

    @Override
    public long count(@Nullable Filter filter) {
        return access.read(searcher -> reader(searcher).count(filter));
    }

    @Override
    public IndexStatus status() {
        return access.read(searcher ->
                new IndexStatus(
                        "ready",
                        reader(searcher).count(null),
                        searcher.getIndexReader().numDocs(),
                        folder.size()));
    }

    /** The summary of the index; without figures if it cannot be read. */
    IndexSummary summary() {
        try {
            return IndexSummary.of(status());
        } catch (StoreException e) {
            return new IndexSummary("unavailable", null, null, null);
        }
    }

    @Override
    public SearchHits search(SearchRequest request) {
        definition.requireSearchable(request.retrieval());
        return access.read(searcher -> new IndexSearch(searcher, space, analysis, request).find());
    }

    /** Checks every file of the last commit. */
    IntegrityReport verify() {
        return access.read(searcher -> {
            IndexIntegrity integrity = new IndexIntegrity(folder);
            var _ = integrity.checkDefinition(definition);
            var reader = (DirectoryReader) searcher.getIndexReader();
            integrity.check(reader.directory(), reader.getIndexCommit().getFileNames());
            return integrity.report();
        });
    }

    boolean isClosed() {
        return access.isClosed();
    }

    /** Closes the index without a commit. */
    void abort() {
        access.abort();
    }

    @Override
    public void close() {
        access.close();
    }

    private static DocumentReader reader(IndexSearcher searcher) {
        return new DocumentReader(searcher);
    }

    private static Term term(String id) {
        return new Term(Fields.ID, id);
    }
}
