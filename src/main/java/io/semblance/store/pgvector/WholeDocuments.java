package io.semblance.store.pgvector;

import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.value.Embedding;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads documents with their chunks and vectors, in one statement: it sees one version of each
 * document.
 */
final class WholeDocuments {

    private final IndexTables tables;

    WholeDocuments(IndexTables tables) {
        this.tables = tables;
    }

    /** The documents with these ids that exist, by id. */
    Map<String, Document> get(Connection connection, Collection<String> ids) throws SQLException {
        // Only the row of the first chunk has the document's text, which may be long.
        SqlQuery sql =
                new SqlQuery()
                        .add(
                                """
                                SELECT d.doc_id, d.title, d.content_hash, c.chunk_no, c.start_offset, c.end_offset,
                                    CASE WHEN c.chunk_no = 0 THEN d.body END AS body,
                                    CASE WHEN c.chunk_no = 0 THEN d.metadata::text END AS metadata,
                                    %s_send(c.embedding) AS embedding, c.source::text AS source
                                FROM %s d JOIN %s c ON c.doc_id = d.doc_id WHERE \
                                """
                                        .formatted(
                                                tables.vector().baseType(),
                                                tables.documents(),
                                                tables.chunks()))
                        .add(DocumentReads.withIds(ids))
                        .add(" ORDER BY d.doc_id, c.chunk_no");
        Map<String, Document> documents = new HashMap<>();
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            boolean more = rows.next();
            while (more) {
                more = read(rows, documents);
            }
        }
        return documents;
    }

    /** Reads the rows of one document; returns whether the result has another row. */
    private boolean read(ResultSet rows, Map<String, Document> documents) throws SQLException {
        String id = rows.getString("doc_id");
        String title = rows.getString("title");
        String text = rows.getString("body");
        String metadata = rows.getString("metadata");
        String contentHash = rows.getString("content_hash");
        List<Chunk> chunks = new ArrayList<>();
        boolean more;
        do {
            chunks.add(
                    new Chunk(
                            rows.getInt("start_offset"),
                            rows.getInt("end_offset"),
                            vector(rows.getBytes("embedding")),
                            SourceColumn.read(rows.getString("source"))));
            more = rows.next();
        } while (more && rows.getInt("chunk_no") > 0);
        documents.put(
                id,
                new Document(id, title, text, MetadataJson.read(metadata), contentHash, chunks));
        return more;
    }

    /** A vector in pgvector's binary form: its dimension, two unused bytes, its components. */
    private Embedding vector(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        float[] components = new float[bytes.getShort()];
        bytes.getShort();
        boolean half = tables.vector().isHalf();
        for (int i = 0; i < components.length; i++) {
            components[i] = half ? Float.float16ToFloat(bytes.getShort()) : bytes.getFloat();
        }
        return Embedding.owning(components);
    }
}
