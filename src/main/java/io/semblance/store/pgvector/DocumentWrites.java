package io.semblance.store.pgvector;

import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentHead;
import io.semblance.vector.Embedding;
import io.semblance.vector.Similarity;

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
 * What a transaction does to an index. Every write locks the rows of its documents first, in the
 * order of their ids: so writers of the same documents follow one another, none waits for another
 * that waits for it, and chunks belong to who holds their document.
 */
final class DocumentWrites {

    /** Characters of a chunk in which words are found; a tsvector has at most 1 MB. */
    private static final int MAX_WORDS_CHARACTERS = 150_000;

    private static final String STAGED_COLUMNS =
            "doc_id, chunk_no, start_offset, end_offset, title, document_body, chunk_body,"
                    + " metadata, content_hash, chunks, embedding";

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
                        metadata jsonb, content_hash text, chunks integer, embedding %s)
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
     * Executes an INSERT … ON CONFLICT DO UPDATE and returns how many rows are new: one that was
     * updated was locked before, and its new version has a transaction in xmax.
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

    /** What belongs to the document as a whole goes with its first chunk. */
    private void stage(BinaryCopy rows, Document document, int number) throws SQLException {
        Chunk chunk = document.chunks().get(number);
        boolean whole = chunk.start() == 0 && chunk.end() == document.text().length();
        rows.row(11);
        rows.text(document.id());
        rows.integer(number);
        rows.integer(chunk.start());
        rows.integer(chunk.end());
        rows.text(document.title());
        rows.text(number == 0 ? document.text() : null);
        rows.text(
                number == 0 && whole
                        ? null
                        : document.text().substring(chunk.start(), chunk.end()));
        rows.jsonb(number == 0 ? MetadataJson.write(document.metadata()) : null);
        rows.text(number == 0 ? document.contentHash() : null);
        rows.integer(document.chunks().size());
        vector(rows, chunk.embedding());
    }

    /** Cosine compares directions: unit vectors have the most of what 16 bits can tell. */
    private void vector(BinaryCopy rows, Embedding embedding) {
        boolean direction = tables.definition().similarity() == Similarity.COSINE;
        float[] components = (direction ? embedding.normalized() : embedding).toArray();
        if (tables.vector().isHalf()) {
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
                                INSERT INTO %s (doc_id, chunk_no, start_offset, end_offset, body, word_count, words, embedding)
                                SELECT s.doc_id, s.chunk_no, s.start_offset, s.end_offset, s.chunk_body,
                                    length(w.words), w.words, s.embedding
                                FROM %s s CROSS JOIN LATERAL (SELECT to_tsvector(%s, left(
                                    concat_ws(E'\\n', s.title, coalesce(s.chunk_body, s.document_body)), %d)) AS words OFFSET 0) w
                                ON CONFLICT (doc_id, chunk_no) DO UPDATE SET
                                    start_offset = EXCLUDED.start_offset, end_offset = EXCLUDED.end_offset,
                                    body = EXCLUDED.body, word_count = EXCLUDED.word_count,
                                    words = EXCLUDED.words, embedding = EXCLUDED.embedding\
                                """
                                        .formatted(
                                                tables.chunks(),
                                                staging,
                                                tables.textSearch(),
                                                MAX_WORDS_CHARACTERS));
        return upsert(connection, insert);
    }

    long delete(Connection connection, Collection<String> ids) throws SQLException {
        return delete(
                connection,
                new SqlQuery()
                        .add("d.doc_id = ANY (?::text[])", (Object) ids.toArray(new String[0])));
    }

    /** Deletes the documents for which the condition on {@code d} holds. */
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
            // A statement of its own, so that it sees the chunks that were written before the lock.
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

    Optional<DocumentHead> updateMetadata(
            Connection connection,
            String id,
            @Nullable String contentHash,
            UnaryOperator<Map<String, @Nullable Object>> change)
            throws SQLException {
        List<DocumentHead> old =
                new DocumentReads(tables)
                        .heads(connection, new SqlQuery().add("d.doc_id = ? FOR UPDATE", id));
        if (old.isEmpty()
                || (contentHash != null && !contentHash.equals(old.getFirst().contentHash()))) {
            return Optional.empty();
        }
        DocumentHead head = old.getFirst();
        Map<String, @Nullable Object> metadata = change.apply(head.metadata());
        new SqlQuery()
                .add(
                        "UPDATE %s SET metadata = ?::jsonb, updated_at = ?::timestamptz WHERE doc_id = ?"
                                .formatted(tables.documents()),
                        MetadataJson.text(metadata),
                        now(),
                        id)
                .update(connection);
        return Optional.of(
                new DocumentHead(id, head.title(), metadata, head.contentHash(), head.chunks()));
    }

    private static OffsetDateTime now() {
        return Instant.now().atOffset(ZoneOffset.UTC);
    }
}
