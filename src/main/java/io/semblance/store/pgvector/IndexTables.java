package io.semblance.store.pgvector;

import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.vector.Similarity;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tables of an index: one of documents, and one of their chunks, which has the index's name and
 * its definition as a comment. Names are quoted identifiers.
 *
 * <p>Both have the document's id first in their keys, so that they can be distributed by it and
 * joined where they lie.
 */
record IndexTables(IndexDefinition definition) {

    private static final String COMMENT_PREFIX = "Semblance index ";
    private static final JsonMapper JSON = JsonMapper.shared();

    VectorColumn vector() {
        return new VectorColumn(definition);
    }

    String name() {
        return definition.name();
    }

    String chunks() {
        return quoted(name());
    }

    String documents() {
        return documents(name());
    }

    static String documents(String name) {
        return quoted(name + "_doc");
    }

    /** Bytes of both tables with their indexes, as an SQL expression. */
    String size() {
        return "pg_total_relation_size('%s') + pg_total_relation_size('%s')"
                .formatted(documents(), chunks());
    }

    /** The text-search configuration of the language, as an SQL literal. */
    String textSearch() {
        return "'pg_catalog.%s'::regconfig".formatted(definition.language().id());
    }

    /** Creates both tables. */
    List<String> creation() {
        return List.of(
                """
                CREATE TABLE %s (
                    doc_id       text COLLATE "C" NOT NULL PRIMARY KEY,
                    title        text,
                    body         text NOT NULL,
                    metadata     jsonb NOT NULL,
                    content_hash text NOT NULL,
                    chunks       integer NOT NULL,
                    updated_at   timestamptz NOT NULL)\
                """
                        .formatted(documents()),
                """
                CREATE TABLE %s (
                    doc_id       text COLLATE "C" NOT NULL,
                    chunk_no     integer NOT NULL,
                    start_offset integer NOT NULL,
                    end_offset   integer NOT NULL,
                    body         text,
                    word_count   integer NOT NULL,
                    words        tsvector NOT NULL,
                    embedding    %s NOT NULL,
                    PRIMARY KEY (doc_id, chunk_no))\
                """
                        .formatted(chunks(), vector().type()),
                "ALTER TABLE %s ALTER COLUMN embedding SET STORAGE %s"
                        .formatted(chunks(), vector().isInline() ? "PLAIN" : "EXTERNAL"),
                commentStatement());
    }

    /** Writes the definition into the table's comment. */
    String commentStatement() {
        return "COMMENT ON TABLE %s IS '%s'".formatted(chunks(), comment());
    }

    /** The columns of the table of documents that are read and written, with their types. */
    Map<String, String> documentColumns() {
        return Map.of(
                "doc_id", "text",
                "title", "text",
                "body", "text",
                "metadata", "jsonb",
                "content_hash", "text",
                "chunks", "integer",
                "updated_at", "timestamp with time zone");
    }

    /** The columns of the table of chunks that are read and written, with their types. */
    Map<String, String> chunkColumns() {
        return Map.of(
                "doc_id", "text",
                "chunk_no", "integer",
                "start_offset", "integer",
                "end_offset", "integer",
                "body", "text",
                "word_count", "integer",
                "words", "tsvector",
                "embedding", vector().type());
    }

    /** The indexes beside the primary keys: name, and the rest of their definition. */
    Map<String, String> secondaryIndexes() {
        return Map.of(
                name() + "_words",
                "ON %s USING gin (words)".formatted(chunks()),
                name() + "_metadata",
                "ON %s USING gin (metadata jsonb_path_ops)".formatted(documents()),
                graph(),
                "ON %s USING hnsw (%s) WITH (m = %d, ef_construction = %d)"
                        .formatted(
                                chunks(),
                                vector().graphKey(),
                                definition.m(),
                                definition.efConstruction()));
    }

    /** The name of the HNSW index. */
    String graph() {
        return name() + "_hnsw";
    }

    private String comment() {
        return COMMENT_PREFIX
                + JSON.writeValueAsString(
                        Map.of(
                                "dimension", definition.dimension(),
                                "metric", definition.similarity().id(),
                                "language", definition.language().id(),
                                "storage", definition.storage().id(),
                                "m", definition.m(),
                                "efConstruction", definition.efConstruction()));
    }

    /** The pattern of LIKE for the comments of indexes. */
    static String commentPattern() {
        return COMMENT_PREFIX + "%";
    }

    /**
     * The definition that a table's comment tells.
     *
     * @throws IndexMismatchException if it tells none
     */
    static IndexDefinition definition(String name, String comment) {
        try {
            var json = JSON.readTree(comment.substring(COMMENT_PREFIX.length()));
            return new IndexDefinition(
                    name,
                    json.required("dimension").asInt(),
                    constant(Similarity.class, json.required("metric").asString()),
                    constant(Language.class, json.required("language").asString()),
                    constant(Storage.class, json.required("storage").asString()),
                    json.required("m").asInt(),
                    json.required("efConstruction").asInt());
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IndexMismatchException(
                    "the comment of table '%s' is not a definition of an index: %s; restore it from a backup, or delete the collection"
                            .formatted(name, comment),
                    e);
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String id) {
        return Enum.valueOf(type, id.toUpperCase(Locale.ROOT));
    }

    /** An identifier; names have neither quotes nor capitals. */
    static String quoted(String name) {
        return '"' + name + '"';
    }
}
