package io.semblance.store.pgvector;

import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentSummary;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The writes of a transaction to an index. Every write first locks the rows of its documents, in
 * the order of their ids. So writers of the same documents run one after another, they cannot
 * deadlock, and only the transaction that holds the lock of a document changes its chunks.
 */
final class DocumentWrites {

    private static final String STAGED_COLUMNS =
            "doc_id, chunk_no, start_offset, end_offset, title, document_body, chunk_body,"
                    + " metadata, content_hash, chunks, word_count, words, embedding,"
                    + " source";

    /** How far rounding to 16-bit floats can change a unit vector's length: 2^-11, and a margin. */
    private static final double HALF_ROUNDING = 0x1p-10;

    private final IndexTables tables;

    DocumentWrites(IndexTables tables) {
        this.tables = tables;
    }

    void upsert(Connection connection, List<Document> documents) throws SQLException {
        String staging = "semblance_staging_" + tables.vector().baseType();
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TEMPORARY TABLE IF NOT EXISTS %s (
                        doc_id text COLLATE "C", chunk_no integer, start_offset integer,
                        end_offset integer, title text, document_body text, chunk_body text,
                        metadata jsonb, content_hash text, chunks integer, word_count integer,
                        words tsvector, embedding %s, source jsonb)
                    ON COMMIT DELETE ROWS\
                    """
                            .formatted(staging, tables.vector().baseType()));
        }
        stage(connection, staging, documents);
        long newDocuments = writeDocuments(connection, staging);
        long surplusChunks = deleteSurplusChunks(connection, documents);
        long newChunks = writeChunks(connection, staging);
        IndexCounts.add(connection, tables, newDocuments, newChunks - surplusChunks);
    }

    /**
     * Executes an INSERT … ON CONFLICT DO UPDATE and returns the number of new rows. The new
     * version of an updated row has a transaction id in xmax, since the row was locked before.
     */
    private static long upsert(Connection connection, SqlQuery insert) throws SQLException {
        return new SqlQuery()
                .add("WITH written AS (")
                .add(insert)
                .add(" RETURNING xmax = 0 AS is_new) SELECT count(*) FROM written WHERE is_new")
                .number(connection);
    }

    private void stage(Connection connection, String staging, List<Document> documents)
            throws SQLException {
        try (BinaryCopy rows =
                new BinaryCopy(connection, "%s (%s)".formatted(staging, STAGED_COLUMNS))) {
            for (Document document : documents) {
                for (int number = 0; number < document.chunks().size(); number++) {
                    stage(rows, document, number);
                }
            }
            rows.end();
        }
    }

    /**
     * Stages a chunk; the row of the first chunk also has the document's text, metadata and content
     * hash.
     */
    private void stage(BinaryCopy rows, Document document, int number) throws SQLException {
        Chunk chunk = document.chunks().get(number);
        boolean whole = chunk.start() == 0 && chunk.end() == document.text().length();
        String body = document.text().substring(chunk.start(), chunk.end());
        TermVector terms = tables.terms(document.title(), body);
        rows.row(14);
        rows.text(document.id());
        rows.integer(number);
        rows.integer(chunk.start());
        rows.integer(chunk.end());
        rows.text(document.title());
        rows.text(number == 0 ? document.text() : null);
        rows.text(number == 0 && whole ? null : body);
        rows.jsonb(number == 0 ? MetadataJson.write(document.metadata()) : null);
        rows.text(number == 0 ? document.contentHash() : null);
        rows.integer(document.chunks().size());
        rows.integer(terms.length());
        rows.tsvector(terms);
        vector(rows, chunk.embedding());
        rows.jsonb(SourceColumn.write(chunk.source()));
    }

    /**
     * Writes a vector. For cosine similarity, which ignores the length, it is scaled to unit
     * length: 16-bit floats are most precise there. A vector that was read from 16-bit floats has
     * unit length except for their rounding; it is not scaled, so that it does not change.
     */
    private void vector(BinaryCopy rows, Embedding embedding) {
        boolean half = tables.vector().isHalf();
        boolean scaled =
                tables.definition().similarity() == Similarity.COSINE
                        && !(half && Math.abs(embedding.norm() - 1) <= HALF_ROUNDING);
        float[] components = (scaled ? embedding.normalized() : embedding).toArray();
        if (half) {
            rows.halfvec(components);
        } else {
            rows.vector(components);
        }
    }

    private long writeDocuments(Connection connection, String staging) throws SQLException {
        SqlQuery insert =
                new SqlQuery()
                        .add(
                                """
                                INSERT INTO %s (doc_id, title, body, metadata, content_hash, chunks, updated_at)
                                SELECT doc_id, title, document_body, metadata, content_hash, chunks, ?::timestamptz
                                FROM %s WHERE chunk_no = 0 ORDER BY doc_id
                                ON CONFLICT (doc_id) DO UPDATE SET
                                    title = EXCLUDED.title, body = EXCLUDED.body,
                                    metadata = EXCLUDED.metadata, content_hash = EXCLUDED.content_hash,
                                    chunks = EXCLUDED.chunks, updated_at = EXCLUDED.updated_at\
                                """
                                        .formatted(tables.documents(), staging),
                                now());
        return upsert(connection, insert);
    }

    private long deleteSurplusChunks(Connection connection, List<Document> documents)
            throws SQLException {
        return new SqlQuery()
                .add(
                        """
                        DELETE FROM %s c USING unnest(?::text[], ?::integer[]) AS s (doc_id, chunks)
                        WHERE c.doc_id = s.doc_id COLLATE "C" AND c.chunk_no >= s.chunks\
                        """
                                .formatted(tables.chunks()),
                        documents.stream().map(Document::id).toArray(String[]::new),
                        documents.stream()
                                .map(document -> document.chunks().size())
                                .toArray(Integer[]::new))
                .update(connection);
    }

    private long writeChunks(Connection connection, String staging) throws SQLException {
        SqlQuery insert =
                new SqlQuery()
                        .add(
                                """
                                INSERT INTO %s (doc_id, chunk_no, start_offset, end_offset, body, word_count, words, embedding, source)
                                SELECT doc_id, chunk_no, start_offset, end_offset, chunk_body, word_count, words, embedding, source
                                FROM %s
                                ON CONFLICT (doc_id, chunk_no) DO UPDATE SET
                                    start_offset = EXCLUDED.start_offset, end_offset = EXCLUDED.end_offset,
                                    body = EXCLUDED.body, word_count = EXCLUDED.word_count,
                                    words = EXCLUDED.words, embedding = EXCLUDED.embedding,
                                    source = EXCLUDED.source\
                                """
                                        .formatted(tables.chunks(), staging));
        return upsert(connection, insert);
    }

    long delete(Connection connection, Collection<String> ids) throws SQLException {
        return delete(
                connection,
                new SqlQuery()
                        .add("d.doc_id = ANY (?::text[])", (Object) ids.toArray(new String[0])));
    }

    /** Deletes the documents for which the condition on {@code d} is true; returns their number. */
    long delete(Connection connection, SqlQuery condition) throws SQLException {
        List<String> gone =
                new SqlQuery()
                        .add(
                                "DELETE FROM "
                                        + tables.documents()
                                        + " v USING (SELECT d.doc_id FROM ")
                        .add(tables.documents() + " d WHERE ")
                        .add(condition)
                        .add(" ORDER BY d.doc_id FOR UPDATE) l")
                        .add(" WHERE v.doc_id = l.doc_id RETURNING v.doc_id")
                        .strings(connection);
        if (!gone.isEmpty()) {
            // A separate statement, so that it sees the chunks that were written before the lock.
            long chunks =
                    new SqlQuery()
                            .add(
                                    "DELETE FROM "
                                            + tables.chunks()
                                            + " WHERE doc_id = ANY (?::text[])",
                                    (Object) gone.toArray(new String[0]))
                            .update(connection);
            IndexCounts.add(connection, tables, -gone.size(), -chunks);
        }
        return gone.size();
    }

    Optional<DocumentSummary> updateMetadata(
            Connection connection,
            String id,
            @Nullable String contentHash,
            UnaryOperator<Map<String, @Nullable Object>> change)
            throws SQLException {
        List<DocumentSummary> old =
                new DocumentReads(tables)
                        .summaries(connection, new SqlQuery().add("d.doc_id = ? FOR UPDATE", id));
        if (old.isEmpty()
                || (contentHash != null && !contentHash.equals(old.getFirst().contentHash()))) {
            return Optional.empty();
        }
        DocumentSummary summary = old.getFirst();
        Map<String, @Nullable Object> metadata = change.apply(summary.metadata());
        new SqlQuery()
                .add(
                        "UPDATE %s SET metadata = ?::jsonb, updated_at = ?::timestamptz WHERE doc_id = ?"
                                .formatted(tables.documents()),
                        MetadataJson.text(metadata),
                        now(),
                        id)
                .update(connection);
        return Optional.of(
                new DocumentSummary(
                        id, summary.title(), metadata, summary.contentHash(), summary.chunks()));
    }

    private static OffsetDateTime now() {
        return Instant.now().atOffset(ZoneOffset.UTC);
    }
}
