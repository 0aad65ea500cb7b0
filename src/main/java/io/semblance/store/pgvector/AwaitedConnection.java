package io.semblance.store.pgvector;

import io.semblance.store.SearchTime;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.sql.DataSource;

/**
 * A connection for a search that waits no longer than it has time. A pool knows one limit for all,
 * so another thread waits there; a connection that it gets too late goes back at once. Until then,
 * for the pool's own limit at most, it counts as pending there.
 */
final class AwaitedConnection {

    private final CompletableFuture<Connection> connection = new CompletableFuture<>();

    AwaitedConnection(DataSource pool) {
        Thread.ofVirtual().name("semblance-await-connection").start(() -> await(pool));
    }

    private void await(DataSource pool) {
        try {
            Connection taken = pool.getConnection();
            if (!connection.complete(taken)) {
                taken.close();
            }
        } catch (SQLException | RuntimeException e) {
            connection.completeExceptionally(e);
        }
    }

    /**
     * The connection, once it is there.
     *
     * @param left what is left of the time
     * @throws io.semblance.store.SearchTimeoutException if it is not there by then
     */
    Connection within(SearchTime time, Duration left) throws SQLException {
        try {
            return connection.get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            leave();
            throw time.exceeded(e);
        } catch (InterruptedException e) {
            leave();
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException("the pool failed: " + e.getCause(), e.getCause());
        }
    }

    /** One that comes later goes back by itself; one that came at the last moment does so here. */
    private void leave() throws SQLException {
        if (!connection.cancel(false) && connection.state() == State.SUCCESS) {
            connection.resultNow().close();
        }
    }
}
