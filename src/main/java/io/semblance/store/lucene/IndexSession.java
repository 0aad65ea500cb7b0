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
 * The writer of an index with its searchers and its commits. An error during a write can close the
 * writer for good (Lucene calls this a tragic event). The searchers still work and see everything
 * that was committed, and another session of the same index can be opened. Thread-safe.
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

    /** A read at one point in time. */
    @FunctionalInterface
    interface Read<T extends @Nullable Object> {
        T run(IndexSearcher searcher) throws IOException;
    }

    /** Changes that are written and committed before the session is used. */
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
     * Makes the writes of the calling thread durable and visible. If this fails, the writer is
     * closed, so that no later commit makes the failed writes visible.
     */
    void commit() throws IOException {
        try {
            commits.await();
        } catch (IOException e) {
            closeWriter();
            throw e;
        }
    }

    /** Closes the writer without a commit and releases its write lock. */
    void closeWriter() {
        IOUtils.closeWhileHandlingException(writer::rollback);
    }

    /** Runs a read of everything that was committed before it. */
    <T extends @Nullable Object> T read(Read<T> read) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return read.run(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** Whether no error has closed the writer. */
    boolean isWritable() {
        return writer.isOpen();
    }

    /** The error that closed the writer; null if there was none. */
    @Nullable Throwable failure() {
        return writer.getTragicException();
    }

    /** Closes the session without a commit; running searches can finish. */
    void abort() {
        IOUtils.closeWhileHandlingException(searchers, writer::rollback, directory);
    }

    @Override
    public void close() throws IOException {
        IOUtils.close(searchers, writer, directory);
    }

    /** Merges in the background; a failed merge is one line in the log. */
    private static final class LoggingMergeScheduler extends ConcurrentMergeScheduler {

        private final String index;

        LoggingMergeScheduler(String index) {
            this.index = index;
        }

        @Override
        protected void handleMergeException(Throwable failure) {
            log.error("A merge of index {} failed: {}", index, String.valueOf(failure));
        }
    }
}
