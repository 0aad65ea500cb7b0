package io.semblance.store.pgvector;

import io.semblance.store.IndexFailedException;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.IndexMissingException;
import io.semblance.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What a failure of the database is to the callers of the store. */
final class SqlFailures {

    /** undefined_table. */
    private static final String NO_TABLE = "42P01";

    /** lock_not_available. */
    private static final String LOCK_TIMEOUT = "55P03";

    /** query_canceled: by statement_timeout or by somebody. */
    private static final String CANCELED = "57014";

    /** serialization_failure and deadlock_detected: the same transaction may succeed at once. */
    private static final Set<String> REPEATABLE = Set.of("40001", "40P01");

    /** connection_failure, connection_does_not_exist and admin_shutdown. */
    private static final Set<String> CUT = Set.of("08006", "08003", "57P01");

    /**
     * Connections, resources, the operator's intervention, the system; a standby that was promoted
     * away, and a role without rights.
     */
    private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "53", "57", "58", "40");

    private static final Set<String> UNAVAILABLE = Set.of("25006", "42501", "28000", "28P01");

    private static final String CORRUPT_DATA = "XX001";
    private static final String CORRUPT_INDEX = "XX002";

    /**
     * What statements that are right as they are fail with after a table was changed by hand: a
     * column, type, function or key that is not there or is another, a vector of another dimension
     * (data_exception), a constraint, an object that depends on the table, a trigger that raises an
     * exception.
     */
    private static final Set<String> CHANGED =
            Set.of(
                    "42703", "42704", "42804", "42809", "42846", "42883", "42P10", "22000", "23502",
                    "23503", "23514", "2BP01", "P0001");

    private SqlFailures() {}

    static boolean isRepeatable(SQLException failure) {
        return REPEATABLE.contains(state(failure));
    }

    /**
     * Whether the connection turned out to be gone. One that is there and silent until its time is
     * up is another matter: trying again would take as long.
     */
    static boolean isCut(SQLException failure) {
        return CUT.contains(state(failure))
                && !(failure.getCause() instanceof SocketTimeoutException);
    }

    /** Whether the database ended the statement because of its time, or was told to. */
    static boolean isCanceled(SQLException failure) {
        return CANCELED.equals(state(failure));
    }

    /** The exception to throw instead. */
    static RuntimeException translated(SQLException failure) {
        String state = state(failure);
        return switch (state) {
            case NO_TABLE ->
                    new IndexMissingException(
                            "a table of the index is missing: %s; restore it from a backup, or delete the collection"
                                    .formatted(failure.getMessage()),
                            failure);
            case LOCK_TIMEOUT ->
                    new StoreUnavailableException(
                            "another write of the same documents took longer than"
                                    + " semblance.pgvector.lock-timeout; try again",
                            failure);
            case CANCELED ->
                    new StoreUnavailableException(
                            "the database took longer than semblance.pgvector.read-timeout or"
                                    + " write-timeout: "
                                    + failure.getMessage(),
                            failure);
            case CORRUPT_DATA, CORRUPT_INDEX ->
                    new IndexFailedException(
                            "the database reports damage: %s; restore the table from a backup, or for an index run REINDEX INDEX CONCURRENTLY"
                                    .formatted(failure.getMessage()),
                            failure);
            default ->
                    CHANGED.contains(state)
                            ? new IndexMismatchException(
                                    "its tables were changed (SQLSTATE %s): %s; undo the change, restore the tables from a backup, or delete the collection"
                                            .formatted(state, failure.getMessage()),
                                    failure)
                            : isUnavailable(failure, state)
                                    ? new StoreUnavailableException(
                                            "the database cannot be used now: " + reason(failure),
                                            failure)
                                    : new IllegalStateException(
                                            "the database refused a statement (SQLSTATE %s): %s"
                                                    .formatted(state, failure.getMessage()),
                                            failure);
        };
    }

    /** A pool that has no connection says why in the cause, if it could not make one. */
    private static String reason(SQLException failure) {
        Throwable cause = failure.getCause();
        return failure instanceof SQLTransientConnectionException && cause != null
                ? failure.getMessage() + ": " + cause.getMessage()
                : String.valueOf(failure.getMessage());
    }

    private static boolean isUnavailable(SQLException failure, String state) {
        return failure instanceof SQLTransientConnectionException
                || UNAVAILABLE.contains(state)
                || (state.length() == 5 && UNAVAILABLE_CLASSES.contains(state.substring(0, 2)));
    }

    private static String state(SQLException failure) {
        @Nullable String state = failure.getSQLState();
        return state == null ? "" : state;
    }
}
