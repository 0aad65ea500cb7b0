package io.semblance.store.pgvector;

import io.semblance.store.Document;
import io.semblance.store.DocumentHead;
import io.semblance.store.DocumentIndex;
import io.semblance.store.Hit;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexStatus;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.SearchTime;
import io.semblance.store.StoredDocument;
import io.semblance.store.filter.Filter;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** An index in two tables. It holds nothing itself: any number of processes may have it open. */
final class PgVectorIndex implements DocumentIndex {

    private final IndexTables tables;
    private final PgConnections connections;
    private final PgVectorProperties properties;
    private final IndexBuilder builder;
    private final TermsUpgrade upgrade;
    private final DocumentReads reads;
    private final DocumentWrites writes;

    /** How many chunks of a document are among the best, as the last search found. */
    private volatile double chunksPerEntry = 1;

    PgVectorIndex(
            IndexTables tables,
            PgConnections connections,
            PgVectorProperties properties,
            IndexBuilder builder,
            TermsUpgrade upgrade) {
        this.tables = tables;
        this.connections = connections;
        this.properties = properties;
        this.builder = builder;
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
    }

    @Override
    public long delete(Collection<String> ids) {
        return ids.isEmpty() ? 0 : connections.write(connection -> writes.delete(connection, ids));
    }

    @Override
    public long delete(Filter filter) {
        SqlQuery condition = FilterSql.of(filter);
        return connections.write(connection -> writes.delete(connection, condition));
    }

    @Override
    public Optional<DocumentHead> updateMetadata(
            String id,
            @Nullable String contentHash,
            UnaryOperator<Map<String, @Nullable Object>> change) {
        return connections.write(
                connection -> writes.updateMetadata(connection, id, contentHash, change));
    }

    @Override
    public Optional<StoredDocument> get(String id) {
        return connections.read(connection -> reads.get(connection, id));
    }

    @Override
    public Map<String, DocumentHead> heads(Collection<String> ids) {
        return connections
                .read(connection ->
                        reads.heads(
                                connection,
                                new SqlQuery()
                                        .add(
                                                "d.doc_id = ANY (?::text[])",
                                                (Object) ids.toArray(new String[0]))))
                .stream()
                .collect(Collectors.toMap(DocumentHead::id, Function.identity()));
    }

    @Override
    public List<DocumentHead> list(int limit, @Nullable String afterId, @Nullable Filter filter) {
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
            return new IndexStatus(
                    upgrade.state(tables, chunks, builder.state(connection, tables)),
                    reads.count(connection, null),
                    chunks,
                    reads.size(connection));
        });
    }

    @Override
    public List<Hit> search(SearchRequest request) {
        return run(request).hits();
    }

    @Override
    public SearchPlan explain(SearchRequest request) {
        return run(request).plan();
    }

    private SearchRun.Outcome run(SearchRequest request) {
        definition().requireAnswerable(request.retrieval());
        SearchTime time = SearchTime.of(request);
        IndexTables searched = upgrade.isPending(tables) ? tables.withFormerTerms() : tables;
        SearchRun run = new SearchRun(searched, request, properties, time);
        SearchRun.Outcome outcome =
                connections.read(time, connection -> run.on(connection, chunksPerEntry));
        if (request.grouping() == Grouping.DOCUMENT) {
            chunksPerEntry = outcome.chunksPerEntry();
        }
        return outcome;
    }

    /** Nothing to close: connections are the store's. */
    @Override
    public void close() {}
}
