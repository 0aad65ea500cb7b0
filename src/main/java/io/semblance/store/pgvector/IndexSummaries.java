package io.semblance.store.pgvector;

import io.semblance.store.IndexSummary;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the summaries of all indexes in one query, from the system catalog and {@link IndexCounts}.
 * It takes no lock on the tables of an index, so a locked table does not delay it.
 */
final class IndexSummaries {

    private final IndexBuilder builder;

    IndexSummaries(IndexBuilder builder) {
        this.builder = builder;
    }

    /** The indexes of the current schema, by name. */
    Map<String, IndexSummary> all(Connection connection) throws SQLException {
        SqlQuery sql =
                new SqlQuery()
                        .add(
                                """
                                SELECT t.relname, n.documents, n.chunks, n.size_bytes,
                                    coalesce(x.indisvalid, false) AS has_graph, p.phase,
                                    round(100.0 * p.blocks_done / nullif(p.blocks_total, 0)) AS percent
                                FROM pg_class t
                                JOIN pg_description c ON c.objoid = t.oid AND c.objsubid = 0
                                    AND c.classoid = 'pg_class'::regclass AND c.description LIKE ?
                                LEFT JOIN (SELECT index_name, sum(documents)::bigint AS documents,
                                        sum(chunks)::bigint AS chunks, max(size_bytes) AS size_bytes
                                    FROM %s GROUP BY index_name) n ON n.index_name = t.relname::text
                                LEFT JOIN pg_class g ON g.relnamespace = t.relnamespace
                                    AND g.relname = (t.relname || '_hnsw')::name
                                LEFT JOIN pg_index x ON x.indexrelid = g.oid
                                LEFT JOIN pg_stat_progress_create_index p ON p.relid = t.oid
                                WHERE t.relnamespace = current_schema()::regnamespace\
                                """
                                        .formatted(IndexCounts.TABLE),
                                IndexTables.commentPattern());
        Map<String, IndexSummary> summaries = new HashMap<>();
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                summaries.put(rows.getString("relname"), summary(rows));
            }
        }
        return summaries;
    }

    private IndexSummary summary(ResultSet row) throws SQLException {
        Long chunks = number(row, "chunks");
        String state;
        if (row.getBoolean("has_graph")) {
            state = "ready";
        } else if (row.getString("phase") != null) {
            state = IndexBuilder.progress(row);
        } else if (chunks == null) {
            state = "counting";
        } else {
            state = builder.stateWithoutGraph(row.getString("relname"), chunks);
        }
        return new IndexSummary(state, number(row, "documents"), chunks, number(row, "size_bytes"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
