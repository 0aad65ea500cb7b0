package io.semblance.store.pgvector;

import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentSummary;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexStatus;
import io.semblance.store.SearchHits;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.StoredDocument;
import io.semblance.store.filter.Filter;
import io.semblance.value.Deadline;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * An index in two tables. Its state is in the database, so any number of processes may have it
 * open. Thread-safe.
 */
final class PgVectorIndex implements DocumentIndex {

    private final IndexTables tables;
    private final IndexConnections connections;
    private final PgVectorProperties properties;
    private final IndexBuilder builder;
    private final CountMaintenance counts;
    private final TermsUpgrade upgrade;
    private final DocumentReads reads;
    private final DocumentWrites writes;

    private final ChunkRatio ratio = new ChunkRatio();

    PgVectorIndex(
            IndexTables tables,
            PgConnections connections,
            PgVectorProperties properties,
            IndexBuilder builder,
            CountMaintenance counts,
            TermsUpgrade upgrade) {
        this.tables = tables;
        this.connections = new IndexConnections(connections, tables.name());
        this.properties = properties;
        this.builder = builder;
        this.counts = counts;
        this.upgrade = upgrade;
        this.reads = new DocumentReads(tables);
        this.writes = new DocumentWrites(tables);
    }

    @Override
    public IndexDefinition definition() {
        return tables.definition();
    }

    @Override
    public void upsert(List<Document> documents) {
        definition().requireWritable(documents);
        if (documents.isEmpty()) {
            return;
        }
        connections.write(connection -> {
            writes.upsert(connection, documents);
            return null;
        });
        builder.written(tables);
        counts.written(tables);
    }

    @Override
    public long delete(Collection<String> ids) {
        if (ids.isEmpty()) {
            return 0;
        }
        long deleted = connections.write(connection -> writes.delete(connection, ids));
        counts.written(tables);
        return deleted;
    }

    @Override
    public long delete(Filter filter) {
        SqlQuery condition = FilterSql.of(filter);
        long deleted = connections.write(connection -> writes.delete(connection, condition));
        counts.written(tables);
        return deleted;
    }

    @Override
    public Optional<DocumentSummary> updateMetadata(
            String id,
            @Nullable String contentHash,
            UnaryOperator<Map<String, @Nullable Object>> change) {
        return connections.write(
                connection -> writes.updateMetadata(connection, id, contentHash, change));
    }

    @Override
    public Optional<StoredDocument> get(String id) {
        return Optional.ofNullable(get(List.of(id)).get(id));
    }

    @Override
    public Map<String, StoredDocument> get(Collection<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : connections.read(connection -> reads.get(connection, ids));
    }

    @Override
    public Map<String, Document> documents(Collection<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : connections.read(connection -> new WholeDocuments(tables).get(connection, ids));
    }

    @Override
    public Map<String, DocumentSummary> summaries(Collection<String> ids) {
        return connections
                .read(connection -> reads.summaries(connection, DocumentReads.withIds(ids)))
                .stream()
                .collect(Collectors.toMap(DocumentSummary::id, Function.identity()));
    }

    @Override
    public List<DocumentSummary> list(
            int limit, @Nullable String afterId, @Nullable Filter filter) {
        return connections.read(connection -> reads.list(connection, limit, afterId, filter));
    }

    @Override
    public long count(@Nullable Filter filter) {
        return connections.read(connection -> reads.count(connection, filter));
    }

    @Override
    public IndexStatus status() {
        return connections.read(connection -> {
            long chunks = reads.countChunks(connection);
            IndexStatus status =
                    new IndexStatus(
                            upgrade.state(tables, chunks, builder.state(connection, tables)),
                            reads.count(connection, null),
                            chunks,
                            reads.size(connection));
            if (!IndexCounts.agree(connection, tables, status)) {
                counts.recount(tables);
            }
            return status;
        });
    }

    @Override
    public SearchHits search(SearchRequest request) {
        definition().requireSearchable(request.retrieval());
        Deadline deadline = request.deadline();
        IndexTables searched = upgrade.isPending(tables) ? tables.withFormerTerms() : tables;
        SearchRun run = new SearchRun(searched, request, properties, deadline);
        SearchRun.Outcome outcome =
                connections.read(deadline, connection -> run.on(connection, ratio.value()));
        if (request.grouping() == Grouping.DOCUMENT) {
            ratio.observe(outcome.chunksPerEntry());
        }
        return outcome.found();
    }

    /** Does nothing: the store owns the connections. */
    @Override
    public void close() {}
}
