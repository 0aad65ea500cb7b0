package io.semblance.store.lucene;

import io.semblance.store.Document;
import io.semblance.store.DocumentHead;
import io.semblance.store.DocumentIndex;
import io.semblance.store.Hit;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMissingException;
import io.semblance.store.IndexStatus;
import io.semblance.store.IntegrityReport;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.store.StoreException;
import io.semblance.store.StoredDocument;
import io.semblance.store.filter.Filter;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * An index in a folder. Writers take the locks of their documents, hand their blocks to Lucene, and
 * wait for the commit that they share; then the documents are durable and visible.
 */
final class LuceneIndex implements DocumentIndex {

    private static final Logger log = LoggerFactory.getLogger(LuceneIndex.class);

    private final IndexDefinition definition;
    private final IndexFolder folder;
    private final VectorSpace space;
    private final ChunkDocuments blocks;
    private final Analyzer analyzer;
    private final DirectoryFactory directories;
    private final WriteLocks locks = new WriteLocks();
    private final ReentrantLock reopening = new ReentrantLock();
    private volatile IndexSession session;
    private volatile boolean closed;

    private LuceneIndex(
            IndexDefinition definition,
            IndexFolder folder,
            DirectoryFactory directories,
            OpenMode mode)
            throws IOException {
        this.definition = definition;
        this.folder = folder;
        this.space = VectorSpace.of(definition.similarity());
        this.blocks = new ChunkDocuments(space);
        this.analyzer = Analyzers.of(definition.language());
        this.directories = directories;
        this.session = openSession(mode);
    }

    /** Where the files of an index are. */
    @FunctionalInterface
    interface DirectoryFactory {
        Directory open(Path folder) throws IOException;
    }

    /** Creates an empty index in a folder that has none. */
    static LuceneIndex create(
            IndexDefinition definition, IndexFolder folder, DirectoryFactory directories)
            throws IOException {
        return new LuceneIndex(definition, folder, directories, OpenMode.CREATE);
    }

    /** Opens the index in a folder; one without files of an index is damaged, not empty. */
    static LuceneIndex open(
            IndexDefinition definition, IndexFolder folder, DirectoryFactory directories)
            throws IOException {
        return new LuceneIndex(definition, folder, directories, OpenMode.APPEND);
    }

    private IndexSession openSession(OpenMode mode) throws IOException {
        return IndexSession.open(
                directories.open(folder.lucene()),
                new IndexWriterConfig(analyzer)
                        .setOpenMode(mode)
                        .setCodec(new HnswCodec(definition)));
    }

    /** A write by the session that is open. */
    @FunctionalInterface
    private interface Write<T extends @Nullable Object> {
        T run(IndexSession session) throws IOException;
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
        write(session -> {
            try (WriteLocks.Held _ = locks.of(ids)) {
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
        return write(session -> {
            try (WriteLocks.Held _ = locks.of(distinct)) {
                long existing = read(session, searcher -> reader(searcher).heads(distinct).size());
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
        return write(session -> {
            try (WriteLocks.Held _ = locks.ofAll()) {
                long existing = read(session, searcher -> reader(searcher).count(filter));
                if (existing > 0) {
                    session.writer().deleteDocuments(FilterQuery.of(filter));
                    session.commit();
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
        return write(session -> {
            try (WriteLocks.Held _ = locks.of(Set.of(id))) {
                Document old = read(session, searcher -> reader(searcher).document(id));
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
        return read(searcher -> reader(searcher).stored(id));
    }

    @Override
    public Map<String, DocumentHead> heads(Collection<String> ids) {
        return read(searcher -> reader(searcher).heads(ids));
    }

    @Override
    public List<DocumentHead> list(int limit, @Nullable String afterId, @Nullable Filter filter) {
        return read(searcher -> reader(searcher).list(limit, afterId, filter));
    }

    @Override
    public long count(@Nullable Filter filter) {
        return read(searcher -> reader(searcher).count(filter));
    }

    @Override
    public IndexStatus status() {
        return read(searcher ->
                new IndexStatus(
                        "ready",
                        reader(searcher).count(null),
                        searcher.getIndexReader().numDocs(),
                        folder.size()));
    }

    @Override
    public List<Hit> search(SearchRequest request) {
        definition.requireAnswerable(request.retrieval());
        return read(searcher -> new IndexSearch(searcher, space, analyzer, request).hits());
    }

    @Override
    public SearchPlan explain(SearchRequest request) {
        definition.requireAnswerable(request.retrieval());
        return read(searcher -> new IndexSearch(searcher, space, analyzer, request).plan());
    }

    /** Reads everything that is committed. */
    IntegrityReport verify() {
        return read(searcher -> {
            IndexIntegrity integrity = new IndexIntegrity(folder);
            var _ = integrity.checkDefinition(definition);
            var reader = (DirectoryReader) searcher.getIndexReader();
            integrity.check(reader.directory(), reader.getIndexCommit().getFileNames());
            return integrity.report();
        });
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes the index for good, with whatever is not committed. */
    void drop() {
        end(IndexSession::abort);
    }

    @Override
    public void close() {
        end(session -> {
            try {
                session.close();
            } catch (IOException e) {
                session.abort();
                throw failure(e);
            }
        });
    }

    private void end(Consumer<IndexSession> how) {
        reopening.lock();
        try {
            if (!closed) {
                closed = true;
                how.accept(session);
            }
        } finally {
            analyzer.close();
            reopening.unlock();
        }
    }

    private static DocumentReader reader(IndexSearcher searcher) {
        return new DocumentReader(searcher);
    }

    /** Writes; a session whose writer an error has closed is replaced first. */
    private <T extends @Nullable Object> T write(Write<T> write) {
        IndexSession current = writable();
        try {
            return write.run(current);
        } catch (IOException | AlreadyClosedException e) {
            requireOpen(e);
            throw failure(current.failure() != null ? current.failure() : e);
        } catch (IllegalStateException e) {
            // Lucene refuses to commit once an error in another thread has closed the writer.
            if (current.failure() == null) {
                throw e;
            }
            throw failure(current.failure());
        }
    }

    private IndexSession writable() {
        IndexSession current = session;
        if (current.isWritable()) {
            return current;
        }
        reopening.lock();
        try {
            requireOpen(null);
            if (session == current) {
                folder.requireIndex();
                current.closeWriter();
                log.debug(
                        "Opening the writer of the index '{}' again, which an error closed{}",
                        definition.name(),
                        current.failure() == null ? "" : ": " + current.failure());
                IndexSession next = openSession(OpenMode.APPEND);
                session = next;
                current.abort();
            }
            return session;
        } catch (IOException e) {
            throw failure(e);
        } finally {
            reopening.unlock();
        }
    }

    /** Reads what is committed, also while the index cannot be written. */
    private <T extends @Nullable Object> T read(Read<T> read) {
        while (true) {
            IndexSession current = session;
            try {
                return read(current, read);
            } catch (AlreadyClosedException e) {
                requireOpen(e);
                if (current == session) {
                    throw failure(e);
                }
            } catch (IOException e) {
                throw failure(e);
            } catch (RuntimeException e) {
                throw LuceneFailures.isUnreadable(e) ? failure(e) : e;
            } catch (InternalError e) {
                // So the JVM says that a mapped file ends before what is read from it.
                throw failure(new EOFException("a file was truncated: " + e.getMessage()));
            }
        }
    }

    private static <T extends @Nullable Object> T read(IndexSession session, Read<T> read)
            throws IOException {
        IndexSearcher searcher = session.acquire();
        try {
            return read.run(searcher);
        } finally {
            session.release(searcher);
        }
    }

    private void requireOpen(@Nullable Throwable cause) {
        if (closed) {
            throw new IndexMissingException(
                    "the index '%s' was closed or dropped".formatted(definition.name()), cause);
        }
    }

    private StoreException failure(@Nullable Throwable cause) {
        return LuceneFailures.translated(definition.name(), folder.path(), cause);
    }

    private static Term term(String id) {
        return new Term(Fields.ID, id);
    }
}
