package io.semblance.store.pgvector;

import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.IndexMissingException;
import io.semblance.store.Storage;
import io.semblance.store.StoreIncompatibleException;
import io.semblance.store.analysis.TextAnalysis;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Indexes as tables of the connection's current schema. It opens no connection before it is asked
 * for something, and works again as soon as a database that was away is back. Thread-safe.
 */
final class PgVectorDocumentStore implements DocumentStore {

    private static final Logger log = LoggerFactory.getLogger(PgVectorDocumentStore.class);

    /** Has iterative scans. */
    private static final PgVectorVersion OLDEST = new PgVectorVersion(0, 8, 0);

    /** Below it vacuum and parallel builds of HNSW indexes have known faults. */
    private static final PgVectorVersion SOUND = new PgVectorVersion(0, 8, 4);

    /** insufficient_privilege, feature_not_supported and undefined_file. */
    private static final Set<String> NO_EXTENSION = Set.of("42501", "0A000", "58P01");

    private final PgConnections connections;
    private final PgVectorProperties properties;
    private final IndexBuilder builder;
    private final TermsUpgrade upgrade;
    private volatile boolean prepared;

    PgVectorDocumentStore(PgConnections connections, PgVectorProperties properties) {
        this.connections = connections;
        this.properties = properties;
        this.builder = new IndexBuilder(connections, properties);
        this.upgrade = new TermsUpgrade(connections);
    }

    @Override
    public DocumentIndex create(IndexDefinition definition) {
        prepare();
        IndexTables tables = new IndexTables(definition);
        connections.write(connection -> {
            if (comment(connection, definition.name()) != null) {
                throw new IllegalStateException(
                        "there is an index '%s' already".formatted(definition.name()));
            }
            try (Statement statement = connection.createStatement()) {
                for (String sql : tables.creation()) {
                    statement.execute(sql);
                }
            }
            return null;
        });
        return opened(tables);
    }

    @Override
    public DocumentIndex open(IndexDefinition definition) {
        prepare();
        IndexTables tables = new IndexTables(definition);
        String comment = connections.read(connection -> requireSame(connection, tables));
        if (IndexTables.analysis(comment) < TextAnalysis.VERSION) {
            upgrade.start(tables);
        }
        return opened(tables);
    }

    private DocumentIndex opened(IndexTables tables) {
        builder.written(tables);
        return new PgVectorIndex(tables, connections, properties, builder, upgrade);
    }

    /**
     * Compares what the index was created as, and what its column really is; returns the comment of
     * the table.
     */
    private static String requireSame(Connection connection, IndexTables tables)
            throws SQLException {
        IndexDefinition definition = tables.definition();
        String comment = comment(connection, definition.name());
        if (comment == null) {
            throw new IndexMissingException(
                    "there is no index '%s' in the database".formatted(definition.name()));
        }
        IndexDefinition created = IndexTables.definition(definition.name(), comment);
        if (!created.equals(definition)) {
            throw new IndexMismatchException(
                    "the index in the database is %s, but %s is expected"
                            .formatted(created, definition));
        }
        String type = columnType(connection, tables);
        if (!tables.vector().type().equals(type)) {
            throw new IndexMismatchException(
                    "the column 'embedding' of table '%s' is %s, but %s is expected"
                            .formatted(definition.name(), type, tables.vector().type()));
        }
        return comment;
    }

    /** The comment of an index's table; null if there is no such index. */
    static @Nullable String comment(Connection connection, String name) throws SQLException {
        return string(
                connection,
                new SqlQuery()
                        .add(
                                """
                                SELECT obj_description(oid, 'pg_class') FROM pg_class
                                WHERE relnamespace = current_schema()::regnamespace AND relname = ?
                                  AND obj_description(oid, 'pg_class') LIKE ?\
                                """,
                                name,
                                IndexTables.commentPattern()));
    }

    private static @Nullable String columnType(Connection connection, IndexTables tables)
            throws SQLException {
        return string(
                connection,
                new SqlQuery()
                        .add(
                                """
                                SELECT format_type(atttypid, atttypmod) FROM pg_attribute
                                WHERE attrelid = '%s'::regclass AND attname = 'embedding'\
                                """
                                        .formatted(tables.chunks())));
    }

    private static @Nullable String string(Connection connection, SqlQuery sql)
            throws SQLException {
        List<String> strings = sql.strings(connection);
        return strings.isEmpty() ? null : strings.getFirst();
    }

    @Override
    public void drop(String name) {
        prepare();
        connections.write(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "DROP TABLE IF EXISTS %s, %s"
                                .formatted(IndexTables.quoted(name), IndexTables.documents(name)));
            }
            return null;
        });
    }

    @Override
    public Set<String> names() {
        prepare();
        return connections.read(connection -> {
            SqlQuery sql =
                    new SqlQuery()
                            .add(
                                    """
                                    SELECT relname FROM pg_class
                                    WHERE relnamespace = current_schema()::regnamespace
                                      AND obj_description(oid, 'pg_class') LIKE ?\
                                    """,
                                    IndexTables.commentPattern());
            return Set.copyOf(sql.strings(connection));
        });
    }

    @Override
    public void check() {
        prepare();
        connections.check();
    }

    /** Whatever is asked for: pgvector has all of them. */
    @Override
    public Storage storageFor(Storage requested) {
        return requested;
    }

    /** Once: the extension, which a new database does not have, and its version. */
    private void prepare() {
        if (prepared) {
            return;
        }
        PgVectorVersion version =
                connections.write(connection -> {
                    PgVectorVersion present = PgVectorVersion.of(connection);
                    return present != null ? present : withExtension(connection);
                });
        if (version.compareTo(OLDEST) < 0) {
            throw new StoreIncompatibleException(
                    "the database has pgvector %s, and %s or newer is needed; install it and run ALTER EXTENSION vector UPDATE"
                            .formatted(version, OLDEST));
        }
        if (version.compareTo(SOUND) < 0) {
            log.warn(
                    "pgvector {} has known faults in vacuum and in parallel builds of HNSW indexes;"
                            + " {} or newer has them mended. Indexes are built without parallel"
                            + " workers until then",
                    version,
                    SOUND);
        }
        prepared = true;
    }

    private static PgVectorVersion withExtension(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS vector");
        } catch (SQLException e) {
            if (!NO_EXTENSION.contains(e.getSQLState())) {
                throw e;
            }
            throw new StoreIncompatibleException(
                    "the database has no extension 'vector', and it cannot be made: %s. Install pgvector %s or newer where PostgreSQL runs, and run CREATE EXTENSION vector as a superuser"
                            .formatted(e.getMessage(), OLDEST),
                    e);
        }
        return Objects.requireNonNull(PgVectorVersion.of(connection));
    }

    @Override
    public void close() {
        upgrade.close();
        builder.close();
        connections.close();
    }
}
