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
     * Creates an empty index; it survives a crash once this returns.
     *
     * @throws IllegalStateException if an index of that name exists
     */
    DocumentIndex create(IndexDefinition definition);

    /**
     * Opens an index that exists.
     *
     * @throws IndexMissingException if there is none of that name
     * @throws IndexMismatchException if the index was created with another definition; it names
     *     both
     * @throws IndexFailedException if it is damaged or cannot be read
     */
    DocumentIndex open(IndexDefinition definition);

    /**
     * Reads everything that an index keeps and checks it, while reads and writes go on. It takes as
     * long as it takes to read it all.
     */
    IntegrityReport verify(IndexDefinition definition);

    /** Removes an index and everything in it; one that does not exist is no error. */
    void drop(String name);

    /** The names of the indexes there are. */
    Set<String> names();

    /**
     * All indexes in figures, by name: without opening any, and without waiting for one that is
     * slow or locked.
     */
    Map<String, IndexSummary> summaries();

    /**
     * Returns if the store answers now; throws {@link StoreUnavailableException} if it does not.
     */
    void check();

    /**
     * The storage that an index really gets where this one is asked for, never a less precise one.
     */
    Storage storageFor(Storage requested);

    @Override
    void close();
}
