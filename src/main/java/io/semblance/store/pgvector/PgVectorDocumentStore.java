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
 * Keeps indexes as tables of the connection's current schema. The first call opens the first
 * connection. After an outage of the database, calls succeed again as soon as it is available.
 * Thread-safe.
 */
final class PgVectorDocumentStore implements DocumentStore {

    private static final Logger log = LoggerFactory.getLogger(PgVectorDocumentStore.class);

    /** The oldest supported version: the first one with iterative scans. */
    private static final PgVectorVersion OLDEST = new PgVectorVersion(0, 8, 0);

    /**
     * The first version without the known faults in vacuum and in parallel builds of HNSW indexes.
     */
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
                        "the index '%s' already exists".formatted(definition.name()));
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
        if (connections.read(connection -> SourceColumn.isMissing(connection, tables))) {
            connections.write(connection -> {
                SourceColumn.add(connection, tables);
                return null;
            });
        }
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

    /** Returns the requested storage: pgvector supports all of them. */
    @Override
    public Storage storageFor(Storage requested) {
        return requested;
    }

    /**
     * Prepares the database on the first call: checks that connections keep their sessions, creates
     * the extension if it is missing, and checks its version.
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
                    "the database has pgvector %s, but %s or newer is required; install it and run ALTER EXTENSION vector UPDATE"
                            .formatted(version, OLDEST));
        }
        if (version.compareTo(SOUND) < 0) {
            log.warn(
                    "pgvector {} has known faults in vacuum and in parallel builds of HNSW indexes;"
                        + " version {} fixes them. Indexes are built without parallel workers until"
                        + " pgvector is updated",
                    version,
                    SOUND);
        }
        prepared = true;
    }

    /**
     * Creates the table of counts on the first call. {@link #check} does not call this, because the
     * schema may be created after it.
     */
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
                    "the database does not have the extension 'vector', and it cannot be created: %s; install pgvector %s or newer on the database server, and run CREATE EXTENSION vector as a superuser"
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
