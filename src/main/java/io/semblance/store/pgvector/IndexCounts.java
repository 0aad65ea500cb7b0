package io.semblance.store.pgvector;

import io.semblance.store.IndexStatus;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The numbers of documents and chunks of all indexes, in a separate table: one query reads all
 * counts and does not touch the tables of an index.
 *
 * <p>Every write adds a row with the change that it makes to the counts, in its own transaction;
 * the count of an index is the sum of its rows. So counts are exact, and writers do not wait for
 * each other, as they would if they updated one row. From time to time the rows of an index are
 * combined into one.
 *
 * <p>The size of an index is the one measured when its rows were last combined. A measurement takes
 * locks on the tables, and a list of all indexes must not wait for locks.
 */
final class IndexCounts {

    static final String TABLE = "semblance_index_count";

    private static final List<String> CREATION =
            List.of(
                    """
                    CREATE TABLE IF NOT EXISTS %s (
                        index_name text COLLATE "C" NOT NULL,
                        documents  bigint NOT NULL,
                        chunks     bigint NOT NULL,
                        size_bytes bigint)\
                    """
                            .formatted(TABLE),
                    "CREATE INDEX IF NOT EXISTS %1$s_name ON %1$s (index_name)".formatted(TABLE));

    private IndexCounts() {}

    /** Creates the table unless it exists. */
    static void create(Connection connection) throws SQLException {
        if (new SqlQuery()
                        .add(
                                "SELECT count(*) WHERE to_regclass('%s_name') IS NOT NULL"
                                        .formatted(TABLE))
                        .number(connection)
                > 0) {
            return;
        }
        // Two services that start together would both create it, and one would fail.
        lock(connection, TABLE);
        try (Statement statement = connection.createStatement()) {
            for (String sql : CREATION) {
                statement.execute(sql);
            }
        }
    }

    /** Adds the changes of a write, in the transaction of the write. */
    static void add(Connection connection, IndexTables tables, long documents, long chunks)
            throws SQLException {
        if (documents != 0 || chunks != 0) {
            new SqlQuery()
                    .add(
                            "INSERT INTO %s (index_name, documents, chunks) VALUES (?, ?, ?)"
                                    .formatted(TABLE),
                            tables.name(),
                            documents,
                            chunks)
                    .update(connection);
        }
    }

    /** Starts the counts of a new index, in the transaction that creates its tables. */
    static void begin(Connection connection, IndexTables tables) throws SQLException {
        new SqlQuery()
                .add(
                        "INSERT INTO %s (index_name, documents, chunks, size_bytes) VALUES (?, 0, 0, %s)"
                                .formatted(TABLE, tables.size()),
                        tables.name())
                .update(connection);
    }

    /** Removes the counts of an index, after its tables were dropped in the same transaction. */
    static void remove(Connection connection, String index) throws SQLException {
        new SqlQuery()
                .add("DELETE FROM %s WHERE index_name = ?".formatted(TABLE), index)
                .update(connection);
    }

    /**
     * Combines the rows of an index into one, and measures its size. Rows that another transaction
     * is combining are skipped, so the sum is correct at every moment.
     */
    static void fold(Connection connection, IndexTables tables) throws SQLException {
        new SqlQuery()
                .add(
                        """
                        WITH folded AS (
                            DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                                SELECT ctid FROM %1$s WHERE index_name = ? FOR UPDATE SKIP LOCKED))
                            RETURNING documents, chunks)
                        INSERT INTO %1$s (index_name, documents, chunks, size_bytes)
                        SELECT ?, sum(documents), sum(chunks), %2$s
                        FROM folded HAVING count(*) > 0\
                        """
                                .formatted(TABLE, tables.size()),
                        tables.name(),
                        tables.name())
                .update(connection);
    }

    /**
     * Counts the rows of an index's tables and corrects its count: needed once for an index that a
     * version without counts created, and after rows were changed outside the service. One
     * statement reads the tables and the counts in one snapshot, so writes can continue.
     */
    static void correct(Connection connection, IndexTables tables) throws SQLException {
        lock(connection, tables.name());
        new SqlQuery()
                .add(
                        """
                        INSERT INTO %1$s (index_name, documents, chunks)
                        SELECT ?, d.n - c.documents, k.n - c.chunks
                        FROM (SELECT count(*) AS n FROM %2$s) d, (SELECT count(*) AS n FROM %3$s) k,
                            (SELECT count(*) AS n, coalesce(sum(documents), 0) AS documents,
                                coalesce(sum(chunks), 0) AS chunks FROM %1$s WHERE index_name = ?) c
                        WHERE c.n = 0 OR d.n <> c.documents OR k.n <> c.chunks\
                        """
                                .formatted(TABLE, tables.documents(), tables.chunks()),
                        tables.name(),
                        tables.name())
                .update(connection);
    }

    /**
     * Whether the count of an index equals this status. Concurrent writes may make a correct count
     * look wrong.
     */
    static boolean agree(Connection connection, IndexTables tables, IndexStatus counted)
            throws SQLException {
        return new SqlQuery()
                        .add(
                                "SELECT count(*) FROM (SELECT FROM %s WHERE index_name = ? HAVING sum(documents) = ? AND sum(chunks) = ?) x"
                                        .formatted(TABLE),
                                tables.name(),
                                counted.documents(),
                                counted.chunks())
                        .number(connection)
                > 0;
    }

    /** Takes an advisory lock until the end of the transaction. */
    private static void lock(Connection connection, String subject) throws SQLException {
        new SqlQuery()
                .add(
                        "SELECT pg_advisory_xact_lock(hashtext('semblance index count'),"
                                + " hashtext(current_schema() || ?))::text",
                        "." + subject)
                .strings(connection);
    }
}
