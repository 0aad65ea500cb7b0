package io.semblance.store.lucene;

import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;

/**
 * The writer of an index with the searchers and the commits that belong to it. An error while it
 * writes closes the writer for good (Lucene calls it a tragic event); the searchers go on with what
 * was committed before, and another session of the same index can be opened. Thread-safe.
 */
final class IndexSession implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(IndexSession.class);

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final GroupCommit commits;

    private IndexSession(Directory directory, IndexWriter writer) throws IOException {
        this.directory = directory;
        this.writer = writer;
        this.searchers = new SearcherManager(writer, null);
        this.commits =
                new GroupCommit(() -> {
                    writer.commit();
                    searchers.maybeRefreshBlocking();
                });
    }

    /** What is written before anything else, and committed with it. */
    @FunctionalInterface
    interface Preparation {
        void prepare(IndexWriter writer) throws IOException;
    }

    /**
     * Opens a session, which owns the directory. If this fails, the directory is closed and its
     * write lock is released.
     */
    static IndexSession open(Directory directory, IndexWriterConfig config, Preparation preparation)
            throws IOException {
        IndexWriter writer = null;
        IndexSession session = null;
        try {
            config.setMergeScheduler(new LoggingMergeScheduler(directory.toString()));
            writer = new IndexWriter(directory, config.setCommitOnClose(false));
            preparation.prepare(writer);
            session = new IndexSession(directory, writer);
            session.commit();
            return session;
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(
                    session == null ? null : session.searchers,
                    writer == null ? null : writer::rollback,
                    directory);
            throw e;
        }
    }

    IndexWriter writer() {
        return writer;
    }

    /**
     * Makes what the calling thread has written durable and visible. If that fails, the writer is
     * closed: what was refused must not become visible by a later commit.
     */
    void commit() throws IOException {
        try {
            commits.await();
        } catch (IOException e) {
            closeWriter();
            throw e;
        }
    }

    /** Returns when the writer is closed, with whatever is not committed, and its lock released. */
    void closeWriter() {
        IOUtils.closeWhileHandlingException(writer::rollback);
    }

    IndexSearcher acquire() throws IOException {
        return searchers.acquire();
    }

    void release(IndexSearcher searcher) throws IOException {
        searchers.release(searcher);
    }

    /** Whether no error has closed the writer. */
    boolean isWritable() {
        return writer.isOpen();
    }

    /** The error that closed the writer; null if none has. */
    @Nullable Throwable failure() {
        return writer.getTragicException();
    }

    /** Closes the session with whatever is not committed; searches that run may end. */
    void abort() {
        IOUtils.closeWhileHandlingException(searchers, writer::rollback, directory);
    }

    @Override
    public void close() throws IOException {
        IOUtils.close(searchers, writer, directory);
    }

    /** Merges in the background; a merge that fails is one line in the log. */
    private static final class LoggingMergeScheduler extends ConcurrentMergeScheduler {

        private final String index;

        LoggingMergeScheduler(String index) {
            this.index = index;
        }

        @Override
        protected void handleMergeException(Throwable failure) {
            log.error("A merge in {} failed: {}", index, String.valueOf(failure));
        }
    }
}
