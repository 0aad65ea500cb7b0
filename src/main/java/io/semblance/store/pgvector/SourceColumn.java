package io.semblance.store.pgvector;

import io.semblance.store.ChunkSource;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The column with the place of a chunk in its document's file, as JSON without nulls. Tables of
 * older versions do not have it until it is added. Versions that do not know the column can still
 * use the table.
 */
final class SourceColumn {

    static final String NAME = "source";

    private static final JsonMapper JSON = JsonMapper.shared();

    private SourceColumn() {}

    /** Whether the table of chunks does not have the column. */
    static boolean isMissing(Connection connection, IndexTables tables) throws SQLException {
        return !TableStructure.columns(connection, tables.chunks()).containsKey(NAME);
    }

    /**
     * Adds the column unless the table has it. PostgreSQL rewrites no row for a nullable column,
     * but waits until running statements no longer use the table.
     */
    static void add(Connection connection, IndexTables tables) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s jsonb"
                            .formatted(tables.chunks(), NAME));
        }
    }

    static byte @Nullable [] write(@Nullable ChunkSource source) {
        return source == null ? null : JSON.writeValueAsBytes(source);
    }

    static @Nullable ChunkSource read(@Nullable String json) {
        return json == null ? null : JSON.readValue(json, ChunkSource.class);
    }
}
