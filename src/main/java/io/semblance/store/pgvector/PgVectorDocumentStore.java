package io.semblance.store.pgvector;

import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexSummary;
import io.semblance.store.IntegrityReport;
import io.semblance.store.Storage;
import io.semblance.store.StoreIncompatibleException;
import io.semblance.store.analysis.TextAnalysis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
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
    private final CountMaintenance counts;
    private final TermsUpgrade upgrade;
    private volatile boolean prepared;
    private volatile boolean countsPrepared;

    PgVectorDocumentStore(PgConnections connections, PgVectorProperties properties) {
        this.connections = connections;
        this.properties = properties;
        this.builder = new IndexBuilder(connections, properties);
        this.counts = new CountMaintenance(connections);
        this.upgrade = new TermsUpgrade(connections);
    }

    @Override
    public DocumentIndex create(IndexDefinition definition) {
        prepare();
        prepareCounts();
        IndexTables tables = new IndexTables(definition);
        connections.write(connection -> {
            if (TableStructure.comment(connection, definition.name()) != null) {
                throw new IllegalStateException(
                        "there is an index '%s' already".formatted(definition.name()));
            }
            try (Statement statement = connection.createStatement()) {
                for (String sql : tables.creation()) {
                    statement.execute(sql);
                }
            }
            IndexCounts.begin(connection, tables);
            return null;
        });
        return opened(tables);
    }

    @Override
    public DocumentIndex open(IndexDefinition definition) {
        prepare();
        prepareCounts();
        IndexTables tables = new IndexTables(definition);
        String comment = connections.read(connection -> TableStructure.require(connection, tables));
        if (IndexTables.analysis(comment) < TextAnalysis.VERSION) {
            upgrade.start(tables);
        }
        counts.recount(tables);
        return opened(tables);
    }

    private DocumentIndex opened(IndexTables tables) {
        builder.written(tables);
        return new PgVectorIndex(tables, connections, properties, builder, counts, upgrade);
    }

    @Override
    public IntegrityReport verify(IndexDefinition definition) {
        prepare();
        try (Connection connection = connections.unpooled()) {
            return new TableIntegrity(connection, new IndexTables(definition)).check();
        } catch (SQLException e) {
            throw SqlFailures.translated(e);
        }
    }

    @Override
    public void drop(String name) {
        prepare();
        prepareCounts();
        connections.write(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "DROP TABLE IF EXISTS %s, %s"
                                .formatted(IndexTables.quoted(name), IndexTables.documents(name)));
            }
            IndexCounts.remove(connection, name);
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
    public Map<String, IndexSummary> summaries() {
        prepare();
        prepareCounts();
        IndexSummaries summaries = new IndexSummaries(builder);
        return connections.read(summaries::all);
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

    /**
     * Once: whether connections keep their sessions, the extension, which a new database does not
     * have, and its version.
     */
    private void prepare() {
        if (prepared) {
            return;
        }
        connections.requireSessions();
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

    /** Once, and not by {@link #check}: the schema may be created after that. */
    private void prepareCounts() {
        if (!countsPrepared) {
            connections.write(connection -> {
                IndexCounts.create(connection);
                return null;
            });
            countsPrepared = true;
        }
    }

    /** Builds the indexes of this store's tables. */
    IndexBuilder builder() {
        return builder;
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
        counts.close();
        connections.close();
    }
}
