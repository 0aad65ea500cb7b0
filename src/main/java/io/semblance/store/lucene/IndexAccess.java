package io.semblance.store.lucene;

import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMissingException;
import io.semblance.store.StoreException;
import io.semblance.store.lucene.document.ChunkDocuments;

import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Runs reads and writes on the open session of an index. An error can close the writer of a session
 * for good; the next write then replaces the session, and until then reads still see everything
 * that was committed. Failures of Lucene and of the disk become {@link StoreException}s.
 * Thread-safe.
 */
final class IndexAccess {

    private static final Logger log = LoggerFactory.getLogger(IndexAccess.class);

    private final IndexDefinition definition;
    private final IndexFolder folder;
    private final ChunkDocuments blocks;
    private final DirectoryFactory directories;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile IndexSession session;
    private volatile boolean closed;

    /**
     * Opens the index in a folder.
     *
     * @param blocks rebuilds the documents if their terms are of an older text analysis
     * @param mode whether the index must be new or must exist
     */
    IndexAccess(
            IndexDefinition definition,
            IndexFolder folder,
            ChunkDocuments blocks,
            DirectoryFactory directories,
            OpenMode mode)
            throws IOException {
        this.definition = definition;
        this.folder = folder;
        this.blocks = blocks;
        this.directories = directories;
        this.session = openSession(mode);
    }

    /** Opens Lucene's directory in a folder. */
    @FunctionalInterface
    interface DirectoryFactory {
        Directory open(Path folder) throws IOException;
    }

    /** A write by the open session. */
    @FunctionalInterface
    interface Write<T extends @Nullable Object> {
        T run(IndexSession session) throws IOException;
    }

    private IndexSession openSession(OpenMode mode) throws IOException {
        return IndexSession.open(
                directories.open(folder.lucene()),
                new IndexWriterConfig().setOpenMode(mode).setCodec(new HnswCodec(definition)),
                writer -> AnalysisVersion.upgrade(definition.name(), writer, blocks));
    }

    /** Runs a write. */
    <T extends @Nullable Object> T write(Write<T> write) {
        IndexSession current = writableSession();
        try {
            return write.run(current);
        } catch (IOException | AlreadyClosedException e) {
            requireOpen(e);
            throw failure(current.failure() != null ? current.failure() : e);
        } catch (IllegalStateException e) {
            // Lucene throws it from a commit after an error in another thread closed the writer.
            if (current.failure() == null) {
                throw e;
            }
            throw failure(current.failure());
        }
    }

    private IndexSession writableSession() {
        IndexSession current = session;
        if (current.isWritable()) {
            return current;
        }
        lock.lock();
        try {
            requireOpen(null);
            if (session == current) {
                folder.requireIndex();
                current.closeWriter();
                log.debug(
                        "Opening a new writer for index '{}', as an error closed the last one{}",
                        definition.name(),
                        current.failure() == null ? "" : ": " + current.failure());
                IndexSession next = openSession(OpenMode.APPEND);
                session = next;
                current.abort();
            }
            return session;
        } catch (IOException | IllegalStateException e) {
            // The latter if an error in a merge closes the writer that is being opened.
            throw failure(e);
        } finally {
            lock.unlock();
        }
    }

    /** Runs a read of everything that is committed, also while the index cannot be written. */
    <T extends @Nullable Object> T read(IndexSession.Read<T> read) {
        while (true) {
            IndexSession current = session;
            try {
                return current.read(read);
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
                // The JVM throws it for a read after the end of a memory-mapped file.
                throw failure(new EOFException("a file was truncated: " + e.getMessage()));
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes the index without a commit. */
    void abort() {
        end(IndexSession::abort);
    }

    /** Closes the index. */
    void close() {
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
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                how.accept(session);
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen(@Nullable Throwable cause) {
        if (closed) {
            throw new IndexMissingException(
                    "index '%s' was closed or dropped".formatted(definition.name()), cause);
        }
    }

    private StoreException failure(@Nullable Throwable cause) {
        return LuceneFailures.translated(definition.name(), folder.path(), cause);
    }
}
