package io.semblance.store.pgvector;

import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.filter.Filter;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * The part of a search's statement that ranks chunks by their vectors: common table expressions
 * that end in {@code v_list (doc_id, chunk_no, distance, place)}.
 *
 * <p>The statement itself chooses between two branches and executes only one of them. If few
 * documents match, or there is no graph yet, each of their chunks is compared. If many documents
 * match, the HNSW index returns chunks in the order of their distance, and each is kept if its
 * document matches, until there are enough. The matches are counted only as far as the choice
 * requires; without a filter, the number comes from the planner's statistics.
 *
 * <p>A search of the graph returns the same sequence of chunks for any number of requested chunks,
 * but not exactly in the order of their distance. So the sequence is divided at {@link ListSizes},
 * and only the chunks between two sizes are sorted: the chunks that a longer search adds follow
 * those of a shorter one. If the search of the graph ends before a size is full, the statement is
 * repeated and compares every chunk; the chunks of the full sizes stay in front.
 */
final class VectorCandidatesSql {

    private static final String QUERY = "(SELECT v FROM v_query)";

    private final IndexTables tables;
    private final Embedding query;
    private final @Nullable SqlQuery filter;
    private final Grouping grouping;
    private final int depth;
    private final CandidateBudget budget;
    private final long exactBelow;

    /**
     * @param depth entries of the list
     * @param budget of which {@code vectorChunks} are ranked before they are grouped, at least
     *     {@code depth}
     * @param exactBelow with this number of matching documents or fewer, every chunk is compared
     */
    VectorCandidatesSql(
            IndexTables tables,
            Embedding query,
            @Nullable Filter filter,
            Grouping grouping,
            int depth,
            CandidateBudget budget,
            int exactBelow) {
        this.tables = tables;
        this.query = query;
        this.filter = filter == null ? null : FilterSql.of(filter);
        this.grouping = grouping;
        this.depth = depth;
        this.budget = budget;
        this.exactBelow = exactBelow;
    }

    /** The common table expressions, without WITH. */
    SqlQuery expressions() {
        String type = tables.vector().type();
        SqlQuery sql =
                new SqlQuery()
                        .add(
                                "v_query AS MATERIALIZED (SELECT ?::vector::%s AS v)"
                                        .formatted(type),
                                query)
                        .add(",\n")
                        .add(budget.exact() ? exactScope() : scope());
        int graphChunks = budget.exact() ? budget.graphChunks() : budget.vectorChunks();
        if (graphChunks == 0) {
            return sql.add(",\nv_near AS MATERIALIZED (\n  ")
                    .add(oneByOne())
                    .add("),\n")
                    .add(list());
        }
        return sql.add(",\n")
                .add(walk(graphChunks))
                .add(",\n")
                .add(new GraphOrder(graphChunks, tables.vector()).expression())
                .add(",\nv_near AS MATERIALIZED (\n  SELECT * FROM v_graph\n  UNION ALL\n  ")
                .add("SELECT x.* FROM (")
                .add(oneByOne())
                .add(") x")
                .add(
                        budget.exact()
                                ? " WHERE NOT EXISTS (SELECT FROM v_graph g WHERE g.doc_id ="
                                        + " x.doc_id AND g.chunk_no = x.chunk_no)"
                                : "")
                .add("),\n")
                .add(list());
    }

    /**
     * {@code v_scope (matches, by_graph, compared)}: the number of matches, as far as they are
     * counted, and the chosen branch. Neither is chosen if many documents match a filter and there
     * is no graph.
     */
    private SqlQuery scope() {
        String branches =
                """
                v_scope AS MATERIALIZED (
                  SELECT m.matches, m.matches > %1$d AND g.ready AS by_graph,
                    %2$s AS compared
                  FROM (%3$s) m
                    CROSS JOIN (SELECT coalesce((SELECT i.indisvalid FROM pg_index i
                      WHERE i.indexrelid = to_regclass('%4$s')), false) AS ready) g)\
                """;
        String graph = IndexTables.quoted(tables.graph());
        if (filter == null) {
            String matches =
                    """
                    SELECT CASE WHEN t.reltuples > %2$d THEN t.reltuples::bigint
                        ELSE (SELECT count(*) FROM (SELECT FROM %1$s LIMIT %3$d) x) END AS matches
                      FROM pg_class t WHERE t.oid = '%1$s'::regclass\
                    """
                            .formatted(tables.chunks(), 2 * exactBelow, exactBelow + 1);
            String compared = "NOT (m.matches > %d AND g.ready)".formatted(exactBelow);
            return new SqlQuery().add(branches.formatted(exactBelow, compared, matches, graph));
        }
        return matching()
                .add(
                        branches.formatted(
                                exactBelow,
                                "m.matches <= " + exactBelow,
                                "SELECT count(*) AS matches FROM v_matching",
                                graph));
    }

    private SqlQuery exactScope() {
        String scope = "v_scope AS MATERIALIZED (SELECT %s, false AS by_graph, true AS compared%s)";
        return filter == null
                ? new SqlQuery().add(scope.formatted("0::bigint AS matches", ""))
                : matching().add(scope.formatted("count(*) AS matches", " FROM v_matching"));
    }

    /**
     * {@code v_matching (doc_id)}: the documents that match, at most as many as the choice
     * requires.
     */
    private SqlQuery matching() {
        return new SqlQuery()
                .add("v_matching AS MATERIALIZED (SELECT d.doc_id FROM ")
                .add(tables.documents())
                .add(" d WHERE ")
                .add(Objects.requireNonNull(filter))
                .add(budget.exact() ? "" : " LIMIT " + (exactBelow + 1))
                .add("),\n");
    }

    /**
     * The branch that compares every chunk. The addition of 0 hides the distance from the planner,
     * which could otherwise use the graph for the order. The condition that chooses the branch is
     * outside of the subquery, so that it is checked before the subquery starts: inside, parallel
     * workers would check it, and their start takes longer than a search of the graph.
     */
    private SqlQuery oneByOne() {
        String matching = filter == null ? "" : " JOIN v_matching m ON m.doc_id = c.doc_id";
        String nearest =
                """
                SELECT c.doc_id, c.chunk_no, 0 + (%s) AS distance, %d AS part FROM %s c%s%s
                   ORDER BY 3, 1, 2 LIMIT %d\
                """
                        .formatted(
                                tables.vector().distance("c.embedding", QUERY),
                                GraphOrder.AFTER_ALL,
                                tables.chunks(),
                                matching,
                                budget.exact() ? "" : " WHERE s.compared",
                                budget.vectorChunks());
        return new SqlQuery()
                .add(
                        budget.exact()
                                ? nearest
                                : "SELECT x.* FROM v_scope s CROSS JOIN LATERAL ("
                                        + nearest
                                        + ") x");
    }

    /**
     * {@code v_walk (doc_id, chunk_no, distance, place)}: the chunks that the graph returns, in its
     * order. The filter is checked for the document of each chunk. OFFSET 0 keeps the planner from
     * applying the filter first and sorting all chunks that match.
     */
    private SqlQuery walk(int chunks) {
        VectorColumn vector = tables.vector();
        SqlQuery walk =
                new SqlQuery()
                        .add(
                                """
                                v_walk AS MATERIALIZED (
                                  SELECT *, row_number() OVER () AS place FROM (
                                    SELECT c.doc_id, c.chunk_no, %s AS distance FROM %s c\
                                """
                                        .formatted(
                                                vector.distance("c.embedding", QUERY),
                                                tables.chunks()));
        if (filter != null) {
            walk.add(" CROSS JOIN LATERAL (SELECT FROM ")
                    .add(tables.documents())
                    .add(" d WHERE d.doc_id = c.doc_id AND ")
                    .add(filter)
                    .add(" OFFSET 0) m");
        }
        return walk.add(budget.exact() ? "" : " WHERE (SELECT by_graph FROM v_scope)")
                .add(
                        " ORDER BY %s LIMIT %d) x)"
                                .formatted(
                                        vector.graphDistance("c.embedding", QUERY),
                                        vector.candidates(chunks)));
    }

    private SqlQuery list() {
        String source =
                switch (grouping) {
                    case CHUNK -> "v_near";
                    case DOCUMENT ->
                            "(SELECT DISTINCT ON (doc_id) * FROM v_near"
                                    + " ORDER BY doc_id, part, distance, chunk_no) x";
                };
        return new SqlQuery()
                .add(
                        """
                        v_list AS MATERIALIZED (
                          SELECT doc_id, chunk_no, distance,
                            row_number() OVER (ORDER BY part, distance, doc_id, chunk_no) AS place
                          FROM %s ORDER BY place LIMIT %d)\
                        """
                                .formatted(source, depth));
    }
}
