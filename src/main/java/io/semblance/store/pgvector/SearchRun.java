package io.semblance.store.pgvector;

import io.semblance.memory.MemoryAccount;
import io.semblance.store.Hit;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchHits;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchPlan.Vectors;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.pgvector.CandidateBudget.Words;
import io.semblance.value.Deadline;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one search. One statement is sufficient for nearly every search. It is repeated with a
 * larger budget if a list has fewer entries than requested and might have more: because its chunks
 * belong to too few documents, because the search of the graph ended early, or because common words
 * were left out. A larger budget never changes the order of the hits that a smaller one found, so
 * that pages fit together.
 */
final class SearchRun {

    /**
     * If the rare words find this number of entries, those come before the entries that only have
     * common words; otherwise all entries are ranked together. A hybrid search uses its number of
     * candidates instead. Ten is the default page size.
     */
    private static final int ENOUGH_BY_RARE_WORDS = 10;

    /** The largest factor by which a list grows from one attempt to the next. */
    private static final double MAX_GROWTH = 8;

    private final IndexTables tables;
    private final SearchRequest request;
    private final PgVectorProperties properties;
    private final Deadline deadline;
    private final boolean byVector;
    private final boolean byText;
    private final ListDepths depths;
    private final int enoughByRareWords;

    SearchRun(
            IndexTables tables,
            SearchRequest request,
            PgVectorProperties properties,
            Deadline deadline) {
        this.tables = tables;
        this.request = request;
        this.properties = properties;
        this.deadline = deadline;
        this.byVector = !(request.retrieval() instanceof Retrieval.ByText);
        this.byText = !(request.retrieval() instanceof Retrieval.ByVector);
        this.depths = ListDepths.of(request);
        this.enoughByRareWords =
                request.retrieval() instanceof Retrieval.Hybrid hybrid
                        ? hybrid.fusion().candidates()
                        : ENOUGH_BY_RARE_WORDS;
    }

    /** The result of a search, with the observed ratio of chunks to entries. */
    record Outcome(SearchHits found, double chunksPerEntry) {}

    /**
     * Runs the search.
     *
     * @param chunksPerEntry the number of chunks to rank per requested document, as observed by
     *     earlier searches
     */
    Outcome on(Connection connection, double chunksPerEntry) throws SQLException {
        double ratio = request.grouping() == Grouping.CHUNK ? 1 : chunksPerEntry;
        @Nullable CandidateBudget next =
                CandidateBudget.first(
                        ListSizes.atLeast(depths.vectors() * ratio),
                        ListSizes.atLeast(Math.max(depths.texts(), enoughByRareWords) * ratio),
                        request.exact());
        while (true) {
            CandidateBudget budget = next;
            SearchStatement statement =
                    new SearchStatement(tables, request, budget, properties.exactBelow());
            SearchRows found = run(connection, statement, budget);
            next = more(budget, found);
            if (next == null) {
                return outcome(found, budget);
            }
        }
    }

    /** The budget for another attempt; null if the search is complete. */
    private @Nullable CandidateBudget more(CandidateBudget budget, SearchRows found) {
        CandidateBudget more = budget;
        if (byVector) {
            more = moreByVector(more, found);
        }
        if (byText) {
            more = moreByText(more, found.texts(), found.wordsLeftOut());
        }
        return more.equals(budget) ? null : more;
    }

    private CandidateBudget moreByVector(CandidateBudget budget, SearchRows found) {
        SearchRows.CandidateList list = found.vectors();
        if (!found.byGraph() && !found.compared()) {
            // There is no graph yet.
            return budget.withExactAfter(0);
        }
        if (list.entries() >= depths.vectors()) {
            return budget;
        }
        if (list.chunks() >= budget.vectorChunks()) {
            return budget.withVectorChunks(grown(budget.vectorChunks(), list, depths.vectors()));
        }
        return found.byGraph() ? budget.withExactAfter(list.chunks()) : budget;
    }

    private CandidateBudget moreByText(
            CandidateBudget budget, SearchRows.CandidateList list, long wordsLeftOut) {
        int wanted =
                budget.words() == Words.RARE
                        ? Math.max(depths.texts(), enoughByRareWords)
                        : depths.texts();
        if (list.entries() >= wanted) {
            return budget;
        }
        if (list.chunks() >= budget.textChunks()) {
            return budget.withTextChunks(grown(budget.textChunks(), list, wanted));
        }
        if (wordsLeftOut == 0) {
            return budget;
        }
        return budget.withWords(list.entries() < enoughByRareWords ? Words.ALL : Words.RARE_FIRST);
    }

    private static int grown(int chunks, SearchRows.CandidateList list, int wanted) {
        double growth = Math.clamp((double) wanted / list.entries(), 2, MAX_GROWTH);
        return ListSizes.atLeast(chunks * growth);
    }

    private Outcome outcome(SearchRows found, CandidateBudget budget) {
        Vectors vectors =
                !byVector ? Vectors.NONE : found.byGraph() ? Vectors.INDEX : Vectors.EXACT;
        SearchRows.CandidateList list = byVector ? found.vectors() : found.texts();
        SearchPlan plan =
                new SearchPlan(
                        vectors,
                        found.matches(),
                        !byVector ? 0 : budget.exact() ? Long.MAX_VALUE : properties.exactBelow(),
                        byVector ? budget.vectorChunks() : budget.textChunks());
        return new Outcome(
                new SearchHits(found.hits(), plan),
                list.entries() == 0 ? 1 : (double) list.chunks() / list.entries());
    }

    private SearchRows run(Connection connection, SearchStatement statement, CandidateBudget budget)
            throws SQLException {
        SqlQuery sql = settings(budget);
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
                return rows(rows);
            }
        } catch (SQLException e) {
            // An operator may cancel a statement too.
            if (SqlFailures.isCanceled(e) && deadline.isPassed()) {
                throw deadline.exceeded(e);
            }
            throw e;
        }
    }

    /**
     * The settings for this statement only: they are sent with the search, and are valid in its
     * transaction. Empty if the settings of the session are suitable.
     *
     * <p>Sorts are turned off, so that the planner searches the graph where the statement is
     * written for it. Otherwise it might sort a small table instead, depending on the number of
     * requested chunks, and the order of the chunks would depend on that number too. Sorts that the
     * statement requires are still done.
     */
    private SqlQuery settings(CandidateBudget budget) {
        SqlQuery settings = new SqlQuery();
        if (byVector && (!budget.exact() || budget.graphChunks() > 0)) {
            set(settings, "enable_sort", "off");
        }
        Duration left = deadline.requireRemaining();
        if (left.compareTo(properties.readTimeout()) < 0) {
            // Rounded up, because 0 means no limit.
            set(settings, "statement_timeout", String.valueOf(left.plusNanos(999_999).toMillis()));
        }
        return settings;
    }

    private static void set(SqlQuery settings, String name, String value) {
        settings.add(settings.text().isEmpty() ? "SELECT " : ", ")
                .add("set_config('%s', ?, true)".formatted(name), value);
    }

    private SearchRows rows(ResultSet rows) throws SQLException {
        List<Hit> hits = new ArrayList<>();
        SearchRows found = null;
        while (rows.next()) {
            if (found == null) {
                found =
                        new SearchRows(
                                hits,
                                byVector ? rows.getLong("v_matches") : 0,
                                byVector && rows.getBoolean("v_by_graph"),
                                byVector && rows.getBoolean("v_compared"),
                                byVector ? candidates(rows, "v_") : SearchRows.CandidateList.NONE,
                                byText ? candidates(rows, "t_") : SearchRows.CandidateList.NONE,
                                byText ? rows.getLong("t_left_out") : 0);
            }
            String id = rows.getString("doc_id");
            if (id != null) {
                hits.add(hit(id, rows));
            }
        }
        if (found == null) {
            throw new IllegalStateException("the statement of a search returned no row");
        }
        return found;
    }

    private static SearchRows.CandidateList candidates(ResultSet rows, String prefix)
            throws SQLException {
        return new SearchRows.CandidateList(
                rows.getInt(prefix + "chunks"), rows.getInt(prefix + "entries"));
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
                request.withMetadata() ? MetadataJson.read(rows.getString("metadata")) : null,
                SourceColumn.read(rows.getString("source")));
    }
}
