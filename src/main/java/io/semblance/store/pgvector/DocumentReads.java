package io.semblance.store.pgvector;

import io.semblance.memory.MemoryAccount;
import io.semblance.store.DocumentSummary;
import io.semblance.store.StoredDocument;
import io.semblance.store.filter.Filter;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads documents of an index by id, and lists and counts them. */
final class DocumentReads {

    private static final String SUMMARY =
            "d.doc_id, d.title, d.metadata::text AS metadata, d.content_hash, d.chunks";

    private final IndexTables tables;

    DocumentReads(IndexTables tables) {
        this.tables = tables;
    }

    /** The condition that {@code d} has one of these ids. */
    static SqlQuery withIds(Collection<String> ids) {
        return new SqlQuery()
                .add("d.doc_id = ANY (?::text[])", (Object) ids.toArray(new String[0]));
    }

    Map<String, StoredDocument> get(Connection connection, Collection<String> ids)
            throws SQLException {
        SqlQuery sql =
                new SqlQuery()
                        .add(
                                "SELECT %s, d.body FROM %s d WHERE "
                                        .formatted(SUMMARY, tables.documents()))
                        .add(withIds(ids));
        Map<String, StoredDocument> documents = new HashMap<>();
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                DocumentSummary summary = summary(rows);
                String text = MemoryAccount.charged(rows.getString("body"));
                documents.put(summary.id(), new StoredDocument(summary, text));
            }
        }
        return documents;
    }

    /**
     * The summaries of the documents for which the condition on {@code d} is true; ORDER BY and
     * LIMIT may follow the condition.
     */
    List<DocumentSummary> summaries(Connection connection, SqlQuery condition) throws SQLException {
        SqlQuery sql =
                new SqlQuery()
                        .add("SELECT %s FROM %s d WHERE ".formatted(SUMMARY, tables.documents()))
                        .add(condition);
        List<DocumentSummary> summaries = new ArrayList<>();
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                summaries.add(summary(rows));
            }
        }
        return summaries;
    }

    List<DocumentSummary> list(
            Connection connection, int limit, @Nullable String afterId, @Nullable Filter filter)
            throws SQLException {
        SqlQuery condition = new SqlQuery();
        if (afterId == null) {
            condition.add("true");
        } else {
            condition.add("d.doc_id > ?", afterId);
        }
        if (filter != null) {
            condition.add(" AND ").add(FilterSql.of(filter));
        }
        return summaries(connection, condition.add(" ORDER BY d.doc_id LIMIT ?", limit));
    }

    long count(Connection connection, @Nullable Filter filter) throws SQLException {
        SqlQuery sql = new SqlQuery().add("SELECT count(*) FROM " + tables.documents() + " d");
        if (filter != null) {
            sql.add(" WHERE ").add(FilterSql.of(filter));
        }
        return sql.number(connection);
    }

    long countChunks(Connection connection) throws SQLException {
        return new SqlQuery().add("SELECT count(*) FROM " + tables.chunks()).number(connection);
    }

    /** The size of both tables with their indexes, in bytes. */
    long size(Connection connection) throws SQLException {
        return new SqlQuery().add("SELECT " + tables.size()).number(connection);
    }

    private static DocumentSummary summary(ResultSet row) throws SQLException {
        return new DocumentSummary(
                row.getString("doc_id"),
                row.getString("title"),
                MetadataJson.read(row.getString("metadata")),
                row.getString("content_hash"),
                row.getInt("chunks"));
    }
}
