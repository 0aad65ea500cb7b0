package io.semblance.store.pgvector;

import io.semblance.memory.MemoryAccount;
import io.semblance.store.DocumentHead;
import io.semblance.store.StoredDocument;
import io.semblance.store.filter.Filter;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads of an index that are no search. */
final class DocumentReads {

    private static final String HEAD =
            "d.doc_id, d.title, d.metadata::text AS metadata, d.content_hash, d.chunks";

    private final IndexTables tables;

    DocumentReads(IndexTables tables) {
        this.tables = tables;
    }

    Optional<StoredDocument> get(Connection connection, String id) throws SQLException {
        SqlQuery sql =
                new SqlQuery()
                        .add(
                                "SELECT %s, d.body FROM %s d WHERE d.doc_id = ?"
                                        .formatted(HEAD, tables.documents()),
                                id);
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            return rows.next()
                    ? Optional.of(
                            new StoredDocument(
                                    head(rows), MemoryAccount.charged(rows.getString("body"))))
                    : Optional.empty();
        }
    }

    /**
     * The heads for which the condition on {@code d} holds; it may have ORDER BY and more after.
     */
    List<DocumentHead> heads(Connection connection, SqlQuery condition) throws SQLException {
        SqlQuery sql =
                new SqlQuery()
                        .add("SELECT %s FROM %s d WHERE ".formatted(HEAD, tables.documents()))
                        .add(condition);
        List<DocumentHead> heads = new ArrayList<>();
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                heads.add(head(rows));
            }
        }
        return heads;
    }

    List<DocumentHead> list(
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
        return heads(connection, condition.add(" ORDER BY d.doc_id LIMIT ?", limit));
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

    /** Bytes of both tables with their indexes. */
    long size(Connection connection) throws SQLException {
        return new SqlQuery()
                .add(
                        "SELECT pg_total_relation_size('%s') + pg_total_relation_size('%s')"
                                .formatted(tables.documents(), tables.chunks()))
                .number(connection);
    }

    private static DocumentHead head(ResultSet row) throws SQLException {
        return new DocumentHead(
                row.getString("doc_id"),
                row.getString("title"),
                MetadataJson.read(row.getString("metadata")),
                row.getString("content_hash"),
                row.getInt("chunks"));
    }
}
