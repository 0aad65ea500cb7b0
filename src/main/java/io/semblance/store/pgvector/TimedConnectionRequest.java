package io.semblance.store.pgvector;

import io.semblance.value.Deadline;

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
 * A request for a connection that does not wait longer than a search's deadline. A pool has one
 * timeout for all callers, so another thread waits for the pool; a connection that arrives too late
 * is returned to the pool at once. Until then the request counts as pending in the pool, for the
 * pool's timeout at most.
 */
final class TimedConnectionRequest {

    private final CompletableFuture<Connection> connection = new CompletableFuture<>();

    TimedConnectionRequest(DataSource pool) {
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
     * Waits for the connection.
     *
     * @param left time until the deadline
     * @throws io.semblance.value.DeadlineExceededException if the pool does not provide it in time
     */
    Connection within(Deadline deadline, Duration left) throws SQLException {
        try {
            return connection.get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            cancel();
            throw deadline.exceeded(e);
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException("the pool failed: " + e.getCause(), e.getCause());
        }
    }

    /** Cancels the request; closes a connection that has arrived at the last moment. */
    private void cancel() throws SQLException {
        if (!connection.cancel(false) && connection.state() == State.SUCCESS) {
            connection.resultNow().close();
        }
    }
}
