package io.semblance.store.pgvector;

import io.semblance.store.SearchTime;

import org.jspecify.annotations.Nullable;

/**
 * The connections that one index may use, which are a share of the pools. Thread-safe.
 *
 * @param index its name
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
     * @throws io.semblance.store.SearchTimeoutException if there is no connection in time
     */
    <T extends @Nullable Object> T read(SearchTime time, PgConnections.Work<T> work) {
        return connections.read(index, time, work);
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
