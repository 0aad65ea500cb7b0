package io.semblance.store.lucene;

import io.semblance.store.Document;
import io.semblance.store.DocumentHead;
import io.semblance.store.DocumentIndex;
import io.semblance.store.Hit;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMissingException;
import io.semblance.store.IndexStatus;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.store.StoreUnavailableException;
import io.semblance.store.StoredDocument;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.store.filter.Filter;

import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
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
 * An index in a folder. Writers take the locks of their documents, hand their blocks to Lucene, and
 * wait for the commit that they share; then the documents are durable and visible.
 */
final class LuceneIndex implements DocumentIndex {

    private final IndexDefinition definition;
    private final IndexFolder folder;
    private final VectorSpace space;
    private final ChunkDocuments blocks;
    private final TextAnalysis analysis;
    private final FSDirectory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final GroupCommit commits;
    private final WriteLocks locks = new WriteLocks();
    private volatile boolean closed;

    private LuceneIndex(IndexDefinition definition, IndexFolder folder) throws IOException {
        this.definition = definition;
        this.folder = folder;
        this.space = VectorSpace.of(definition.similarity());
        this.analysis = TextAnalysis.of(definition.language());
        this.blocks = new ChunkDocuments(space, analysis);
        this.directory = FSDirectory.open(folder.lucene());
        this.writer =
                new IndexWriter(
                        directory,
                        new IndexWriterConfig()
                                .setCodec(new HnswCodec(definition))
                                .setCommitOnClose(false));
        upgrade();
        this.searchers = new SearcherManager(writer, null);
        this.commits =
                new GroupCommit(() -> {
                    writer.commit();
                    searchers.maybeRefreshBlocking();
                });
    }

    /** Brings the terms to the present text analysis; the first commit makes it durable. */
    private void upgrade() throws IOException {
        boolean done = false;
        try {
            AnalysisVersion.upgrade(definition.name(), writer, blocks);
            done = true;
        } finally {
            if (!done) {
                IOUtils.closeWhileHandlingException(writer::rollback, directory);
            }
        }
    }

    /** Opens the index in a folder, which may be empty. */
    static LuceneIndex open(IndexDefinition definition, IndexFolder folder) throws IOException {
        LuceneIndex index = new LuceneIndex(definition, folder);
        index.commits.await();
        return index;
    }

    /** A call on this index. */
    @FunctionalInterface
    private interface Call<T extends @Nullable Object> {
        T run() throws IOException;
    }

    /** A read at one point in time. */
    @FunctionalInterface
    private interface Read<T extends @Nullable Object> {
        T run(IndexSearcher searcher) throws IOException;
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
        call(() -> {
            try (WriteLocks.Held _ = locks.of(ids)) {
                for (Document document : documents) {
                    writer.updateDocuments(term(document.id()), blocks.of(document));
                }
                commits.await();
            }
            return null;
        });
    }

    @Override
    public long delete(Collection<String> ids) {
        Set<String> distinct = new HashSet<>(ids);
        return call(() -> {
            try (WriteLocks.Held _ = locks.of(distinct)) {
                long existing = read(searcher -> reader(searcher).heads(distinct).size());
                if (existing > 0) {
                    writer.deleteDocuments(
                            distinct.stream().map(LuceneIndex::term).toArray(Term[]::new));
                    commits.await();
                }
                return existing;
            }
        });
    }

    @Override
    public long delete(Filter filter) {
        return call(() -> {
            try (WriteLocks.Held _ = locks.ofAll()) {
                long existing = read(searcher -> reader(searcher).count(filter));
                if (existing > 0) {
                    writer.deleteDocuments(FilterQuery.of(filter));
                    commits.await();
                }
                return existing;
            }
        });
    }

    @Override
    public Optional<DocumentHead> updateMetadata(
            String id,
            @Nullable String contentHash,
            UnaryOperator<Map<String, @Nullable Object>> change) {
        return call(() -> {
            try (WriteLocks.Held _ = locks.of(Set.of(id))) {
                Document old = read(searcher -> reader(searcher).document(id));
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
                writer.updateDocuments(term(id), blocks.of(changed));
                commits.await();
                return Optional.of(
                        new DocumentHead(
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
        return call(() -> read(searcher -> reader(searcher).stored(id)));
    }

    @Override
    public Map<String, DocumentHead> heads(Collection<String> ids) {
        return call(() -> read(searcher -> reader(searcher).heads(ids)));
    }

    @Override
    public List<DocumentHead> list(int limit, @Nullable String afterId, @Nullable Filter filter) {
        return call(() -> read(searcher -> reader(searcher).list(limit, afterId, filter)));
    }

    @Override
    public long count(@Nullable Filter filter) {
        return call(() -> read(searcher -> reader(searcher).count(filter)));
    }

    @Override
    public IndexStatus status() {
        return call(() ->
                read(searcher ->
                        new IndexStatus(
                                "ready",
                                reader(searcher).count(null),
                                searcher.getIndexReader().numDocs(),
                                folder.size())));
    }

    @Override
    public List<Hit> search(SearchRequest request) {
        definition.requireAnswerable(request.retrieval());
        return call(
                () -> read(searcher -> new IndexSearch(searcher, space, analysis, request).hits()));
    }

    @Override
    public SearchPlan explain(SearchRequest request) {
        definition.requireAnswerable(request.retrieval());
        return call(
                () -> read(searcher -> new IndexSearch(searcher, space, analysis, request).plan()));
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Returns if the index can be written.
     *
     * @throws StoreUnavailableException if an error has closed its writer
     */
    void check() {
        if (!closed && !writer.isOpen()) {
            throw broken(writer.getTragicException());
        }
    }

    /** Closes the index for good, with whatever is not committed. */
    void drop() {
        closed = true;
        IOUtils.closeWhileHandlingException(searchers, writer::rollback, directory);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            IOUtils.close(searchers, writer, directory);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static DocumentReader reader(IndexSearcher searcher) {
        return new DocumentReader(searcher);
    }

    private <T extends @Nullable Object> T read(Read<T> read) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return read.run(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    private <T extends @Nullable Object> T call(Call<T> call) {
        try {
            return call.run();
        } catch (AlreadyClosedException e) {
            if (closed) {
                throw new IndexMissingException(
                        "the index '%s' was closed or dropped".formatted(definition.name()), e);
            }
            throw broken(e);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private StoreUnavailableException broken(@Nullable Throwable cause) {
        return new StoreUnavailableException(
                "the index '%s' was closed by an error: %s; see to the disk and start the service again"
                        .formatted(definition.name(), cause),
                cause);
    }

    private StoreUnavailableException unavailable(IOException cause) {
        return new StoreUnavailableException(
                "the index '%s' cannot be read or written: %s; check its disk's room and rights"
                        .formatted(definition.name(), cause.getMessage()),
                cause);
    }

    private static Term term(String id) {
        return new Term(Fields.ID, id);
    }
}
