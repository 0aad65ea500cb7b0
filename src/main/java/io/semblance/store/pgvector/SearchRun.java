package io.semblance.store.pgvector;

import io.semblance.memory.MemoryAccount;
import io.semblance.store.Hit;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchHits;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchPlan.Vectors;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.SearchTime;
import io.semblance.store.pgvector.Effort.Words;

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
 * documents, because the walk of the graph ended early, or because common words were left out. More
 * effort never changes the order of what less has found, so that pages fit together.
 */
final class SearchRun {

    /**
     * With so many entries by rare words, all of them come before those that only have common
     * words; with fewer, all are ranked together. Where lists are fused, it is the candidates.
     */
    private static final int ENOUGH_BY_RARE_WORDS = 10;

    /** The most by which a list becomes longer at once. */
    private static final double MAX_GROWTH = 8;

    private final IndexTables tables;
    private final SearchRequest request;
    private final PgVectorProperties properties;
    private final SearchTime time;
    private final boolean byVector;
    private final boolean byText;
    private final ListDepths depths;
    private final int enoughByRareWords;

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
        this.depths = ListDepths.of(request);
        this.enoughByRareWords =
                request.retrieval() instanceof Retrieval.Hybrid hybrid
                        ? hybrid.fusion().candidates()
                        : ENOUGH_BY_RARE_WORDS;
    }

    /** What was found, and how. */
    record Outcome(SearchHits found, double chunksPerEntry) {}

    /**
     * Searches.
     *
     * @param chunksPerEntry how many chunks of a document are among the best, as searches before
     *     this one found
     */
    Outcome on(Connection connection, double chunksPerEntry) throws SQLException {
        double ratio = request.grouping() == Grouping.CHUNK ? 1 : chunksPerEntry;
        @Nullable Effort next =
                Effort.first(
                        ListSizes.atLeast(depths.vectors() * ratio),
                        ListSizes.atLeast(Math.max(depths.texts(), enoughByRareWords) * ratio),
                        request.exact());
        while (true) {
            Effort effort = next;
            SearchStatement statement =
                    new SearchStatement(tables, request, effort, properties.exactBelow());
            Findings findings = run(connection, statement, effort);
            next = more(effort, findings);
            if (next == null) {
                return outcome(findings, effort);
            }
        }
    }

    /** The effort that would find more; null if there is no more. */
    private @Nullable Effort more(Effort effort, Findings findings) {
        Effort more = effort;
        if (byVector) {
            more = moreByVector(more, findings);
        }
        if (byText) {
            more = moreByText(more, findings.texts(), findings.wordsLeftOut());
        }
        return more.equals(effort) ? null : more;
    }

    private Effort moreByVector(Effort effort, Findings findings) {
        Findings.Half half = findings.vectors();
        if (!findings.byGraph() && !findings.compared()) {
            // There is no graph yet.
            return effort.withExactAfter(0);
        }
        if (half.entries() >= depths.vectors()) {
            return effort;
        }
        if (half.chunks() >= effort.vectorChunks()) {
            return effort.withVectorChunks(grown(effort.vectorChunks(), half, depths.vectors()));
        }
        return findings.byGraph() ? effort.withExactAfter(half.chunks()) : effort;
    }

    private Effort moreByText(Effort effort, Findings.Half half, long wordsLeftOut) {
        int wanted =
                effort.words() == Words.RARE
                        ? Math.max(depths.texts(), enoughByRareWords)
                        : depths.texts();
        if (half.entries() >= wanted) {
            return effort;
        }
        if (half.chunks() >= effort.textChunks()) {
            return effort.withTextChunks(grown(effort.textChunks(), half, wanted));
        }
        if (wordsLeftOut == 0) {
            return effort;
        }
        return effort.withWords(half.entries() < enoughByRareWords ? Words.ALL : Words.RARE_FIRST);
    }

    private static int grown(int chunks, Findings.Half half, int wanted) {
        double growth = Math.clamp((double) wanted / half.entries(), 2, MAX_GROWTH);
        return ListSizes.atLeast(chunks * growth);
    }

    private Outcome outcome(Findings findings, Effort effort) {
        Vectors vectors =
                !byVector ? Vectors.NONE : findings.byGraph() ? Vectors.INDEX : Vectors.EXACT;
        Findings.Half half = byVector ? findings.vectors() : findings.texts();
        SearchPlan plan =
                new SearchPlan(
                        vectors,
                        findings.matches(),
                        !byVector ? 0 : effort.exact() ? Long.MAX_VALUE : properties.exactBelow(),
                        byVector ? effort.vectorChunks() : effort.textChunks());
        return new Outcome(
                new SearchHits(findings.hits(), plan),
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
     *
     * <p>Without sorts the planner has no choice but to walk the graph where the statement does:
     * whether sorting a small table is cheaper would depend on how many chunks are wanted, and the
     * order of the chunks with it. The sorts that the statement cannot do without stay.
     */
    private SqlQuery settings(Effort effort) {
        SqlQuery settings = new SqlQuery();
        if (byVector && (!effort.exact() || effort.graphChunks() > 0)) {
            set(settings, "enable_sort", "off");
        }
        Duration left = time.requireLeft();
        if (left != null && left.compareTo(properties.readTimeout()) < 0) {
            // Rounded up: 0 would be no limit.
            set(settings, "statement_timeout", String.valueOf(left.plusNanos(999_999).toMillis()));
        }
        return settings;
    }

    private static void set(SqlQuery settings, String name, String value) {
        settings.add(settings.text().isEmpty() ? "SELECT " : ", ")
                .add("set_config('%s', ?, true)".formatted(name), value);
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
                                byVector && rows.getBoolean("v_by_graph"),
                                byVector && rows.getBoolean("v_compared"),
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
        return new Findings.Half(rows.getInt(prefix + "chunks"), rows.getInt(prefix + "entries"));
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
