package io.semblance.store.pgvector;

import io.semblance.store.analysis.TextAnalysis;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replaces the terms of a table's chunks batch by batch, in the order of their keys. The position
 * is kept in memory only: after a restart, chunks that already have new terms are skipped. Not
 * thread-safe, except {@link #chunks}.
 */
final class TermsBatch {

    /**
     * The number of chunks in a transaction, which locks their documents: small, so that writers do
     * not wait long.
     */
    private static final int SIZE = 100;

    private static final String STAGING = "semblance_terms";

    private final IndexTables tables;
    private String afterId = "";
    private int afterChunk = -1;
    private @Nullable Last reached;
    private final AtomicLong chunks = new AtomicLong();

    TermsBatch(IndexTables tables) {
        this.tables = tables;
    }

    /** The next step after a batch. */
    enum Outcome {
        /** There are more chunks. */
        MORE,
        /** Another process works on the table. */
        BUSY,
        /** All chunks have the terms of this version. */
        DONE
    }

    /** The last key of a batch. */
    private record Last(String id, int chunk, long count) {}

    IndexTables tables() {
        return tables;
    }

    /** The number of chunks processed so far. */
    long chunks() {
        return chunks.get();
    }

    /**
     * Replaces the terms of the next chunks in one transaction; it may be repeated until {@link
     * #committed}.
     */
    Outcome next(Connection connection) throws SQLException {
        String comment = TableStructure.comment(connection, tables.name());
        if (comment == null || IndexTables.analysis(comment) >= TextAnalysis.VERSION) {
            return Outcome.DONE;
        }
        if (!isAlone(connection)) {
            return Outcome.BUSY;
        }
        if (!IndexTables.isClosedToOlder(comment)) {
            execute(connection, tables.comment(IndexTables.FIRST_ANALYSIS));
        }
        Last last = last(connection);
        if (last == null) {
            execute(connection, tables.comment(TextAnalysis.VERSION));
            execute(connection, "ANALYZE %s (words)".formatted(tables.chunks()));
            return Outcome.DONE;
        }
        lockDocuments(connection, last);
        replace(connection, last);
        reached = last;
        return Outcome.MORE;
    }

    /**
     * Reports that the transaction of {@link #next} was committed: the next one starts after its
     * chunks.
     */
    void committed() {
        if (reached != null) {
            afterId = reached.id();
            afterChunk = reached.chunk();
            chunks.addAndGet(reached.count());
            reached = null;
        }
    }

    private boolean isAlone(Connection connection) throws SQLException {
        return new SqlQuery()
                        .add(
                                "SELECT pg_try_advisory_xact_lock(hashtext('semblance terms'), hashtext(current_schema() || '.%s'))::integer"
                                        .formatted(tables.name()))
                        .number(connection)
                == 1;
    }

    private @Nullable Last last(Connection connection) throws SQLException {
        SqlQuery sql =
                new SqlQuery()
                        .add(
                                """
                                SELECT doc_id, chunk_no, count(*) OVER () AS chunks FROM (
                                  SELECT doc_id, chunk_no FROM %s WHERE (doc_id, chunk_no) > (?, ?)
                                  ORDER BY doc_id, chunk_no LIMIT %d) x
                                ORDER BY doc_id DESC, chunk_no DESC LIMIT 1\
                                """
                                        .formatted(tables.chunks(), SIZE),
                                afterId,
                                afterChunk);
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            return rows.next()
                    ? new Last(rows.getString(1), rows.getInt(2), rows.getLong(3))
                    : null;
        }
    }

    /** Locks the documents, in the same order as every write. */
    private void lockDocuments(Connection connection, Last last) throws SQLException {
        var _ =
                new SqlQuery()
                        .add(
                                "SELECT doc_id FROM %s WHERE doc_id >= ? AND doc_id <= ? ORDER BY doc_id FOR UPDATE"
                                        .formatted(tables.documents()),
                                afterId,
                                last.id())
                        .strings(connection);
    }

    private void replace(Connection connection, Last last) throws SQLException {
        execute(
                connection,
                "CREATE TEMPORARY TABLE IF NOT EXISTS %s (doc_id text COLLATE \"C\", chunk_no integer, word_count integer, words tsvector) ON COMMIT DELETE ROWS"
                        .formatted(STAGING));
        SqlQuery former =
                new SqlQuery()
                        .add(
                                """
                                SELECT c.doc_id, c.chunk_no, d.title, coalesce(c.body, d.body) AS body
                                FROM %s c JOIN %s d USING (doc_id)
                                WHERE (c.doc_id, c.chunk_no) > (?, ?) AND (c.doc_id, c.chunk_no) <= (?, ?)
                                  AND NOT c.words @@ '''%s'''::tsquery\
                                """
                                        .formatted(
                                                tables.chunks(),
                                                tables.documents(),
                                                TermVector.MARK),
                                afterId,
                                afterChunk,
                                last.id(),
                                last.chunk());
        try (PreparedStatement statement = former.prepare(connection);
                ResultSet rows = statement.executeQuery();
                BinaryCopy copy = new BinaryCopy(connection, STAGING)) {
            while (rows.next()) {
                TermVector terms = tables.terms(rows.getString("title"), rows.getString("body"));
                copy.row(4);
                copy.text(rows.getString("doc_id"));
                copy.integer(rows.getInt("chunk_no"));
                copy.integer(terms.length());
                copy.tsvector(terms);
            }
            copy.end();
        }
        execute(
                connection,
                """
                UPDATE %s c SET words = s.words, word_count = s.word_count
                FROM %s s WHERE c.doc_id = s.doc_id AND c.chunk_no = s.chunk_no\
                """
                        .formatted(tables.chunks(), STAGING));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
