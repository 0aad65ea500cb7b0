package io.semblance.store.pgvector;

import io.semblance.store.IntegrityReport;
import io.semblance.store.IntegrityReport.Problem;
import io.semblance.store.StoreException;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads both tables of an index completely and checks that they agree. This includes PostgreSQL's
 * own checks: page checksums, and {@code amcheck} if the extension is installed. Not thread-safe.
 */
final class TableIntegrity {

    private static final String RESTORE =
            "restore the table from a backup, or delete the collection and load its documents"
                    + " again";

    private final Connection connection;
    private final IndexTables tables;
    private final List<Problem> problems = new ArrayList<>();
    private long parts;
    private long bytes;

    TableIntegrity(Connection connection, IndexTables tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /** A check that returns one line for each problem. */
    @FunctionalInterface
    private interface Check {
        List<String> problems() throws SQLException;
    }

    IntegrityReport check() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = 0");
        }
        try {
            TableStructure.require(connection, tables);
        } catch (StoreException e) {
            problems.add(new Problem(tables.chunks(), String.valueOf(e.getMessage()), RESTORE));
            return report();
        }
        part(tables.documents(), RESTORE, this::unreadableDocuments);
        part(tables.chunks(), RESTORE, this::unreadableChunks);
        part(
                tables.chunks(),
                "write the named documents again, or delete them",
                this::differentCounts);
        part(
                tables.chunks(),
                "run REINDEX INDEX CONCURRENTLY for the named index",
                this::invalidIndexes);
        part(
                tables.chunks(),
                "run REINDEX INDEX CONCURRENTLY for the named index",
                this::damagedTrees);
        bytes =
                new SqlQuery()
                        .add(
                                "SELECT pg_total_relation_size('%s') + pg_total_relation_size('%s')"
                                        .formatted(tables.documents(), tables.chunks()))
                        .number(connection);
        return report();
    }

    private void part(String part, String remedy, Check check) throws SQLException {
        parts++;
        try {
            check.problems().forEach(problem -> problems.add(new Problem(part, problem, remedy)));
        } catch (SQLException e) {
            if (SqlFailures.isCut(e) || !connection.isValid(1)) {
                throw e;
            }
            problems.add(new Problem(part, String.valueOf(e.getMessage()), remedy));
        }
    }

    /**
     * The documents that cannot be read: every value is read, including values stored out of line.
     */
    private List<String> unreadableDocuments() throws SQLException {
        return read(
                """
                SELECT sum(octet_length(body) + octet_length(metadata::text)
                       + coalesce(octet_length(title), 0)) FROM %s\
                """
                        .formatted(tables.documents()));
    }

    private List<String> unreadableChunks() throws SQLException {
        return read(
                """
                SELECT sum(coalesce(octet_length(body), 0) + length(words)
                       + octet_length(embedding::text)) FROM %s\
                """
                        .formatted(tables.chunks()));
    }

    private List<String> read(String sql) throws SQLException {
        var _ = new SqlQuery().add(sql).number(connection);
        return List.of();
    }

    /**
     * The documents whose number of chunks differs between the tables; one statement reads both in
     * one snapshot.
     */
    private List<String> differentCounts() throws SQLException {
        return new SqlQuery()
                .add(
                        """
                        SELECT format('document %%s should have %%s chunks, the table has %%s',
                               to_json(doc_id), coalesce(d.chunks, 0), coalesce(c.chunks, 0))
                        FROM %s d
                        FULL JOIN (SELECT doc_id, count(*) AS chunks FROM %s GROUP BY doc_id) c
                             USING (doc_id)
                        WHERE d.chunks IS DISTINCT FROM c.chunks
                        ORDER BY doc_id LIMIT 100\
                        """
                                .formatted(tables.documents(), tables.chunks()))
                .strings(connection);
    }

    /** The invalid indexes, except those that are being built. */
    private List<String> invalidIndexes() throws SQLException {
        return new SqlQuery()
                .add(
                        """
                        SELECT format('the index %%s is invalid', indexrelid::regclass)
                        FROM pg_index
                        WHERE indrelid IN ('%1$s'::regclass, '%2$s'::regclass) AND NOT indisvalid
                          AND indexrelid NOT IN
                              (SELECT index_relid FROM pg_stat_progress_create_index)
                        UNION ALL
                        SELECT format('the table %%s has no primary key', t)
                        FROM unnest(ARRAY['%1$s'::regclass, '%2$s'::regclass]) t
                        WHERE NOT EXISTS
                              (SELECT FROM pg_index WHERE indrelid = t AND indisprimary)\
                        """
                                .formatted(tables.documents(), tables.chunks()))
                .strings(connection);
    }

    /** The damaged B-trees according to amcheck, which fails at the first problem. */
    private List<String> damagedTrees() throws SQLException {
        List<String> schemas =
                new SqlQuery()
                        .add(
                                """
                                SELECT extnamespace::regnamespace::text FROM pg_extension
                                WHERE extname = 'amcheck'\
                                """)
                        .strings(connection);
        if (!schemas.isEmpty()) {
            var _ =
                    new SqlQuery()
                            .add(
                                    """
                                    SELECT count(%s.bt_index_check(indexrelid, true)::text)
                                    FROM pg_index
                                    JOIN pg_class ON pg_class.oid = indexrelid
                                    WHERE indrelid IN ('%s'::regclass, '%s'::regclass)
                                      AND indisvalid
                                      AND relam = (SELECT oid FROM pg_am WHERE amname = 'btree')\
                                    """
                                            .formatted(
                                                    schemas.getFirst(),
                                                    tables.documents(),
                                                    tables.chunks()))
                            .number(connection);
        }
        return List.of();
    }

    private IntegrityReport report() {
        return new IntegrityReport(parts, bytes, problems);
    }
}
