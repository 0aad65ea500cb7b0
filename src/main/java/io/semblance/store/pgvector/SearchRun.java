package io.semblance.store.pgvector;

import io.semblance.memory.MemoryAccount;
import io.semblance.store.Hit;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchPlan.Vectors;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.SearchTime;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One search. One statement answers nearly every search; it is repeated with more effort if a half
 * has fewer entries than were wanted and might have had more: because its chunks belong to too few
 * documents, because the walk of the graph ended early, or because common words were left out.
 */
final class SearchRun {

    /** pgvector's bound of hnsw.ef_search. */
    private static final int MAX_EF_SEARCH = 1_000;

    private final IndexTables tables;
    private final SearchRequest request;
    private final PgVectorProperties properties;
    private final SearchTime time;
    private final boolean byVector;
    private final boolean byText;
    private final int depth;

    SearchRun(
            IndexTables tables,
            SearchRequest request,
            PgVectorProperties properties,
            SearchTime time) {
        this.tables = tables;
        this.request = request;
        this.properties = properties;
        this.time = time;
        this.byVector = !(request.retrieval() instanceof Retrieval.ByText);
        this.byText = !(request.retrieval() instanceof Retrieval.ByVector);
        this.depth = SearchStatement.depth(request);
    }

    /** What was found, and how. */
    record Outcome(List<Hit> hits, SearchPlan plan, double chunksPerEntry) {}

    /**
     * Searches.
     *
     * @param chunksPerEntry how many chunks of a document are among the best, as searches before
     *     this one found
     */
    Outcome on(Connection connection, double chunksPerEntry) throws SQLException {
        int chunks =
                Effort.rounded(depth * (request.grouping() == Grouping.CHUNK ? 1 : chunksPerEntry));
        @Nullable Effort next = new Effort(chunks, chunks, request.exact(), request.exact());
        while (true) {
            Effort effort = next;
            SearchStatement statement =
                    new SearchStatement(tables, request, effort, properties.exactBelow());
            Findings findings = run(connection, statement, effort);
            boolean byGraph = byVector && findings.matches() > statement.exactBelow();
            next = more(effort, findings, byGraph);
            if (next == null) {
                return outcome(findings, effort, statement, byGraph);
            }
        }
    }

    /** The effort that would find more; null if there is no more. */
    private @Nullable Effort more(Effort effort, Findings findings, boolean byGraph) {
        Effort more = effort;
        if (byVector && findings.vectors().entries() < depth) {
            if (findings.vectors().chunks() >= effort.vectorChunks()) {
                more = more.withVectorChunks(Effort.rounded(2.0 * effort.vectorChunks()));
            } else if (byGraph) {
                more = more.withExact();
            }
        }
        if (byText && findings.texts().entries() < depth) {
            if (findings.texts().chunks() >= effort.textChunks()) {
                more = more.withTextChunks(Effort.rounded(2.0 * effort.textChunks()));
            } else if (findings.wordsLeftOut() > 0) {
                more = more.withAllWords();
            }
        }
        return more.equals(effort) ? null : more;
    }

    private Outcome outcome(
            Findings findings, Effort effort, SearchStatement statement, boolean byGraph) {
        Vectors vectors = !byVector ? Vectors.NONE : byGraph ? Vectors.INDEX : Vectors.EXACT;
        Findings.Half half = byVector ? findings.vectors() : findings.texts();
        return new Outcome(
                findings.hits(),
                new SearchPlan(
                        vectors,
                        findings.matches(),
                        statement.exactBelow(),
                        byVector ? effort.vectorChunks() : effort.textChunks()),
                half.entries() == 0 ? 1 : (double) half.chunks() / half.entries());
    }

    private Findings run(Connection connection, SearchStatement statement, Effort effort)
            throws SQLException {
        SqlQuery sql = settings(effort);
        boolean set = !sql.text().isEmpty();
        if (set) {
            sql.add(";\n");
        }
        try (PreparedStatement prepared = sql.add(statement.sql()).prepare(connection)) {
            prepared.execute();
            if (set) {
                prepared.getMoreResults();
            }
            try (ResultSet rows = prepared.getResultSet()) {
                return findings(rows);
            }
        } catch (SQLException e) {
            // An operator may cancel a statement too.
            if (SqlFailures.isCanceled(e) && time.isUp()) {
                throw time.exceeded(e);
            }
            throw e;
        }
    }

    /**
     * What is set for this statement alone: it is sent and executed with the search, in the one
     * transaction that it ends with. Empty if the session's settings will do.
     */
    private SqlQuery settings(Effort effort) {
        SqlQuery settings = new SqlQuery();
        int efSearch = Math.min(MAX_EF_SEARCH, effort.vectorChunks());
        if (byVector && !effort.exact() && efSearch > properties.efSearch()) {
            set(settings, "hnsw.ef_search", efSearch);
        }
        Duration left = time.requireLeft();
        if (left != null && left.compareTo(properties.readTimeout()) < 0) {
            // Rounded up: 0 would be no limit.
            set(settings, "statement_timeout", left.plusNanos(999_999).toMillis());
        }
        return settings;
    }

    private static void set(SqlQuery settings, String name, long value) {
        settings.add(settings.text().isEmpty() ? "SELECT " : ", ")
                .add("set_config('%s', ?, true)".formatted(name), String.valueOf(value));
    }

    private Findings findings(ResultSet rows) throws SQLException {
        List<Hit> hits = new ArrayList<>();
        Findings findings = null;
        while (rows.next()) {
            if (findings == null) {
                findings =
                        new Findings(
                                hits,
                                byVector ? rows.getLong("v_matches") : 0,
                                byVector ? half(rows, "v_") : Findings.Half.NONE,
                                byText ? half(rows, "t_") : Findings.Half.NONE,
                                byText ? rows.getLong("t_left_out") : 0);
            }
            String id = rows.getString("doc_id");
            if (id != null) {
                hits.add(hit(id, rows));
            }
        }
        if (findings == null) {
            throw new IllegalStateException("the statement of a search gave no row");
        }
        return findings;
    }

    private static Findings.Half half(ResultSet rows, String prefix) throws SQLException {
        return new Findings.Half(rows.getLong(prefix + "chunks"), rows.getLong(prefix + "entries"));
    }

    private Hit hit(String id, ResultSet rows) throws SQLException {
        return new Hit(
                id,
                rows.getInt("chunk_no"),
                rows.getInt("start_offset"),
                rows.getInt("end_offset"),
                rows.getDouble("score"),
                request.withText() ? rows.getString("title") : null,
                request.withText() ? MemoryAccount.charged(rows.getString("body")) : null,
                request.withMetadata() ? MetadataJson.read(rows.getString("metadata")) : null);
    }
}
