package io.semblance.store.pgvector;

import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.IndexMissingException;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the tables of an index in the database with their expected structure. */
final class TableStructure {

    private static final String REMEDY =
            "restore it from a backup, or delete the collection and load its documents again";

    private TableStructure() {}

    /**
     * Checks both tables, their columns, and the definition in the comment.
     *
     * @return the comment
     * @throws IndexMissingException if a table is missing
     * @throws IndexMismatchException if a column or the definition differs from the expected one
     */
    static String require(Connection connection, IndexTables tables) throws SQLException {
        String comment = comment(connection, tables.name());
        if (comment != null) {
            requireDefinition(tables.definition(), comment);
        }
        requireColumns(connection, tables, tables.chunks(), tables.chunkColumns());
        requireColumns(connection, tables, tables.documents(), tables.documentColumns());
        if (comment == null) {
            throw new IndexMismatchException(
                    "the table %s has no comment; the comment holds the definition of the index. If it is the right table, restore the comment with: %s"
                            .formatted(
                                    tables.chunks(), tables.comment(IndexTables.FIRST_ANALYSIS)));
        }
        return comment;
    }

    private static void requireDefinition(IndexDefinition definition, String comment) {
        IndexDefinition created = IndexTables.definition(definition.name(), comment);
        if (!created.equals(definition)) {
            throw new IndexMismatchException(
                    "the index in the database is %s, but %s is expected"
                            .formatted(created, definition));
        }
    }

    private static void requireColumns(
            Connection connection, IndexTables tables, String table, Map<String, String> expected)
            throws SQLException {
        Map<String, String> present = columns(connection, table);
        if (present.isEmpty()) {
            throw new IndexMissingException(
                    "the index '%s' does not exist in the database: the table %s is missing; %s"
                            .formatted(tables.name(), table, REMEDY));
        }
        expected.forEach((column, type) -> {
            String is = present.get(column);
            if (is == null) {
                throw new IndexMismatchException(
                        "the table %s has no column '%s' of type %s; %s"
                                .formatted(table, column, type, REMEDY));
            }
            if (!is.equals(type)) {
                throw new IndexMismatchException(
                        "the column '%s' of table %s is %s, but %s is expected; %s"
                                .formatted(column, table, is, type, REMEDY));
            }
        });
    }

    /** The columns of a table with their types; empty if there is no such table. */
    static Map<String, String> columns(Connection connection, String table) throws SQLException {
        Map<String, String> columns = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
                                WHERE attrelid = (SELECT oid FROM pg_class
                                                  WHERE relnamespace = current_schema()::regnamespace
                                                    AND oid = to_regclass('%s'))
                                  AND attnum > 0 AND NOT attisdropped\
                                """
                                        .formatted(table))) {
            while (rows.next()) {
                columns.put(rows.getString(1), rows.getString(2));
            }
        }
        return columns;
    }

    /** The comment of an index's table; null if there is no such table or comment. */
    static @Nullable String comment(Connection connection, String name) throws SQLException {
        List<String> comments =
                new SqlQuery()
                        .add(
                                """
                                SELECT obj_description(oid, 'pg_class') FROM pg_class
                                WHERE relnamespace = current_schema()::regnamespace AND relname = ?
                                  AND obj_description(oid, 'pg_class') LIKE ?\
                                """,
                                name,
                                IndexTables.commentPattern())
                        .strings(connection);
        return comments.isEmpty() ? null : comments.getFirst();
    }
}
