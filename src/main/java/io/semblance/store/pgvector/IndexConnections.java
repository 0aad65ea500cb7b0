package io.semblance.store.pgvector;

import io.semblance.value.Deadline;

import org.jspecify.annotations.Nullable;

/**
 * The connections that one index may use: its share of the pools. Thread-safe.
 *
 * @param index the name of the index
 */
record IndexConnections(PgConnections connections, String index) {

    /**
     * Reads; see {@link PgConnections#read(PgConnections.Work)}.
     *
     * @throws io.semblance.store.IndexBusyException if the index's share stays used up
     */
    <T extends @Nullable Object> T read(PgConnections.Work<T> work) {
        return connections.read(index, work);
    }

    /**
     * Reads for a search, which waits for a connection no longer than its time.
     *
     * @throws io.semblance.store.IndexBusyException if the index's share stays used up
     * @throws io.semblance.value.DeadlineExceededException if no connection is available in time
     */
    <T extends @Nullable Object> T read(Deadline deadline, PgConnections.Work<T> work) {
        return connections.read(index, deadline, work);
    }

    /**
     * Writes in one transaction; see {@link PgConnections#write(PgConnections.Work)}.
     *
     * @throws io.semblance.store.IndexBusyException if the index's share stays used up
     */
    <T extends @Nullable Object> T write(PgConnections.Work<T> work) {
        return connections.write(index, work);
    }
}
