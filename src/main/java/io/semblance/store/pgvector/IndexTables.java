package io.semblance.store.pgvector;

import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.Language;
import io.semblance.store.Storage;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.vector.Similarity;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
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
 *
 * @param formerTerms whether some chunks still have the terms that PostgreSQL's own text search
 *     made
 */
record IndexTables(IndexDefinition definition, boolean formerTerms) {

    private static final String COMMENT_PREFIX = "Semblance index ";

    /**
     * Between prefix and definition. Versions before text analysis 2 refuse a comment in which the
     * definition does not follow the prefix, and show it.
     */
    private static final String NEEDS =
            "(needs a version of Semblance with text analysis %d) ".formatted(TextAnalysis.VERSION);

    /** The text analysis of tables whose comment has none: PostgreSQL's own. */
    static final int FIRST_ANALYSIS = 1;

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Tables whose chunks all have the terms of this version. */
    IndexTables(IndexDefinition definition) {
        this(definition, false);
    }

    /** The same tables, while their terms are being replaced. */
    IndexTables withFormerTerms() {
        return new IndexTables(definition, true);
    }

    /** How texts become terms. */
    TextAnalysis analysis() {
        return TextAnalysis.of(definition.language());
    }

    /** The terms of a chunk, which its document's title finds too. */
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

    /** The text-search configuration of the former terms, as an SQL literal. */
    String formerConfiguration() {
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
                comment(TextAnalysis.VERSION));
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
     * The definition that a table's comment tells.
     *
     * @throws IndexMismatchException if it tells none
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
                    "the comment of table '%s' is no definition of an index: %s"
                            .formatted(name, comment),
                    e);
        }
    }

    /** The oldest text analysis that a chunk of the table may have terms of. */
    static int analysis(String comment) {
        return json(comment).path("analysis").asInt(FIRST_ANALYSIS);
    }

    /** Whether versions before text analysis 2 refuse the table. */
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
                    "the index '%s' was written by a newer version of Semblance: it has text analysis %d, and this version knows up to %d; use the newer version"
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
