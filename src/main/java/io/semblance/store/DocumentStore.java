package io.semblance.store;

import java.util.Map;
import java.util.Set;

/**
 * Keeps indexes of documents. Thread-safe.
 *
 * <p>Every method may throw {@link StoreUnavailableException}: the store cannot be reached now, and
 * the call may be repeated later.
 */
public interface DocumentStore extends AutoCloseable {

    /**
     * Creates an empty index; it is durable when this returns.
     *
     * @throws IllegalStateException if an index of this name exists
     */
    DocumentIndex create(IndexDefinition definition);

    /**
     * Opens an index that exists.
     *
     * @throws IndexMissingException if there is no index of this name
     * @throws IndexMismatchException if the index was created with another definition; it names
     *     both
     * @throws IndexFailedException if it is damaged or cannot be read
     */
    DocumentIndex open(IndexDefinition definition);

    /**
     * Reads and checks all data of an index, while other reads and writes continue. The time grows
     * with the size of the index.
     */
    IntegrityReport verify(IndexDefinition definition);

    /** Removes an index and everything in it; does nothing if it does not exist. */
    void drop(String name);

    /** The names of all indexes. */
    Set<String> names();

    /**
     * The summary of every index, by name. It opens no index and does not wait for one that is slow
     * or locked.
     */
    Map<String, IndexSummary> summaries();

    /** Returns if the store is available; throws {@link StoreUnavailableException} if it is not. */
    void check();

    /** The storage that an index gets if this one is requested; never a less precise one. */
    Storage storageFor(Storage requested);

    @Override
    void close();
}
