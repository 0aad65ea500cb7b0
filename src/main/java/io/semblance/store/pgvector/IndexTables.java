package io.semblance.store.pgvector;

import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tables of an index: one for documents, and one for their chunks, which has the name of the
 * index and, as its comment, the definition. Names are quoted identifiers.
 *
 * <p>The primary keys of both start with the document's id, so that the tables can be distributed
 * by it and joined without moving rows.
 *
 * @param formerTerms whether some chunks still have the terms that PostgreSQL's own text search
 *     created
 */
record IndexTables(IndexDefinition definition, boolean formerTerms) {

    private static final String COMMENT_PREFIX = "Semblance index ";

    /**
     * The text between prefix and definition. Versions before text analysis 2 reject a comment in
     * which the definition does not follow the prefix, and show the comment in their error message.
     */
    private static final String NEEDS =
            "(needs a version of Semblance with text analysis %d) ".formatted(TextAnalysis.VERSION);

    /** The text analysis of tables whose comment has none: PostgreSQL's own. */
    static final int FIRST_ANALYSIS = 1;

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The tables of an index whose chunks all have the terms of this version. */
    IndexTables(IndexDefinition definition) {
        this(definition, false);
    }

    /** These tables while their terms are being replaced. */
    IndexTables withFormerTerms() {
        return new IndexTables(definition, true);
    }

    /** The text analysis that converts texts to terms. */
    TextAnalysis analysis() {
        return TextAnalysis.of(definition.language());
    }

    /**
     * The terms of a chunk: those of the document's title, so that the title finds each chunk, and
     * of the chunk's text.
     */
    TermVector terms(@Nullable String title, String body) {
        return TermVector.of(analysis().terms(title == null ? body : title + "\n" + body));
    }

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

    /** The size of both tables with their indexes in bytes, as an SQL expression. */
    String size() {
        return "pg_total_relation_size('%s') + pg_total_relation_size('%s')"
                .formatted(documents(), chunks());
    }

    /** The text-search configuration of the former terms, as an SQL literal. */
    String formerConfiguration() {
        return "'pg_catalog.%s'::regconfig".formatted(definition.language().id());
    }

    /** The statements that create both tables. */
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
                    source       jsonb,
                    PRIMARY KEY (doc_id, chunk_no))\
                """
                        .formatted(chunks(), vector().type()),
                "ALTER TABLE %s ALTER COLUMN embedding SET STORAGE %s"
                        .formatted(chunks(), vector().isInline() ? "PLAIN" : "EXTERNAL"),
                comment(TextAnalysis.VERSION));
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

    /**
     * The columns of the table of chunks that are read and written, with their types; {@link
     * SourceColumn} adds the one that older tables do not have.
     */
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

    /**
     * The indexes other than the primary keys: the name of each, and the rest of its definition.
     */
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

    /** The statement that comments the table with its definition and a text analysis. */
    String comment(int analysis) {
        String comment =
                COMMENT_PREFIX
                        + NEEDS
                        + JSON.writeValueAsString(
                                Map.of(
                                        "dimension", definition.dimension(),
                                        "metric", definition.similarity().id(),
                                        "language", definition.language().id(),
                                        "storage", definition.storage().id(),
                                        "m", definition.m(),
                                        "efConstruction", definition.efConstruction(),
                                        "analysis", analysis));
        return "COMMENT ON TABLE %s IS '%s'".formatted(chunks(), comment);
    }

    /** The pattern of LIKE for the comments of indexes. */
    static String commentPattern() {
        return COMMENT_PREFIX + "%";
    }

    /**
     * The definition in a table's comment.
     *
     * @throws IndexMismatchException if the comment does not contain a definition
     */
    static IndexDefinition definition(String name, String comment) {
        try {
            JsonNode json = json(comment);
            requireKnown(name, analysis(comment));
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

    /** The oldest text analysis whose terms a chunk of the table may have. */
    static int analysis(String comment) {
        return json(comment).path("analysis").asInt(FIRST_ANALYSIS);
    }

    /** Whether versions before text analysis 2 reject the table. */
    static boolean isClosedToOlder(String comment) {
        return comment.startsWith(NEEDS, COMMENT_PREFIX.length());
    }

    private static JsonNode json(String comment) {
        int start = comment.indexOf('{');
        return JSON.readTree(comment.substring(Math.max(start, COMMENT_PREFIX.length())));
    }

    private static void requireKnown(String name, int analysis) {
        if (analysis > TextAnalysis.VERSION) {
            throw new IndexMismatchException(
                    "the index '%s' was written by a newer version of Semblance: its text analysis is %d, this version supports up to %d; use the newer version"
                            .formatted(name, analysis, TextAnalysis.VERSION));
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
