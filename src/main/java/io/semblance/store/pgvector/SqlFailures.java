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

/** Translates failures of the database into the exceptions of the store. */
final class SqlFailures {

    /** undefined_table. */
    private static final String NO_TABLE = "42P01";

    /** lock_not_available. */
    private static final String LOCK_TIMEOUT = "55P03";

    /** query_canceled: by statement_timeout or by an operator. */
    private static final String CANCELED = "57014";

    /** serialization_failure and deadlock_detected: the same transaction may succeed at once. */
    private static final Set<String> REPEATABLE = Set.of("40001", "40P01");

    /** connection_failure, connection_does_not_exist and admin_shutdown. */
    private static final Set<String> CUT = Set.of("08006", "08003", "57P01");

    /**
     * Classes of SQLSTATE that mean the database is unavailable: connections, resources, operator
     * intervention, system errors, and rolled-back transactions.
     */
    private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "53", "57", "58", "40");

    /**
     * Further states with this meaning: a read-only standby, a role without privileges, and a
     * refused login.
     */
    private static final Set<String> UNAVAILABLE = Set.of("25006", "42501", "28000", "28P01");

    private static final String CORRUPT_DATA = "XX001";
    private static final String CORRUPT_INDEX = "XX002";

    /**
     * The states with which correct statements fail after a table was changed manually: a missing
     * or different column, type, function or key, a vector of another dimension (data_exception), a
     * constraint, an object that depends on the table, a trigger that raises an exception.
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
     * Whether the connection is broken. A connection that did not respond before the socket timeout
     * does not count: another attempt would take as long.
     */
    static boolean isCut(SQLException failure) {
        return CUT.contains(state(failure))
                && !(failure.getCause() instanceof SocketTimeoutException);
    }

    /**
     * Whether the database canceled the statement, because of its timeout or by request of an
     * operator.
     */
    static boolean isCanceled(SQLException failure) {
        return CANCELED.equals(state(failure));
    }

    /** The exception of the store for a failure of the database. */
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
                            "a lock on the collection's documents or tables was held for longer"
                                    + " than semblance.pgvector.lock-timeout; try again",
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
                                            "the database is unavailable: " + reason(failure),
                                            failure)
                                    : new IllegalStateException(
                                            "the database refused a statement (SQLSTATE %s): %s"
                                                    .formatted(state, failure.getMessage()),
                                            failure);
        };
    }

    /** The message, with that of the cause if a pool could not open a connection. */
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
