package io.semblance.store.pgvector;

import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.filter.Filter;
import io.semblance.vector.Embedding;

import org.jspecify.annotations.Nullable;

/**
 * The part of a search's statement that ranks chunks by their vectors: common table expressions
 * that end in {@code v_list (doc_id, chunk_no, distance)}.
 *
 * <p>The statement itself chooses between two branches, of which one is never executed. If few
 * documents match, each of their chunks is compared. If many do, the HNSW index gives chunks in the
 * order of their distance, and each is kept if its document matches, until there are enough. How
 * many match is counted, but no further than it takes to choose; without a filter the planner's
 * statistics tell it.
 */
final class VectorHalf {

    private final IndexTables tables;
    private final Embedding query;
    private final @Nullable SqlQuery filter;
    private final Grouping grouping;
    private final int depth;
    private final int chunks;
    private final boolean exact;
    private final long exactBelow;

    /**
     * @param depth entries of the list
     * @param chunks to rank before they are grouped, at least {@code depth}
     * @param exact true to compare every chunk
     * @param exactBelow so many matching documents are compared one by one
     */
    VectorHalf(
            IndexTables tables,
            Embedding query,
            @Nullable Filter filter,
            Grouping grouping,
            int depth,
            int chunks,
            boolean exact,
            int exactBelow) {
        this.tables = tables;
        this.query = query;
        this.filter = filter == null ? null : FilterSql.of(filter);
        this.grouping = grouping;
        this.depth = depth;
        this.chunks = chunks;
        this.exact = exact;
        this.exactBelow = Math.max(exactBelow, chunks);
    }

    /** So many matches, or fewer, are compared one by one. */
    long exactBelow() {
        return exact ? Long.MAX_VALUE : exactBelow;
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
                        .add(scope())
                        .add(",\nv_near AS MATERIALIZED (\n");
        sql.add(oneByOne());
        if (!exact) {
            sql.add("\nUNION ALL\n").add(byGraph());
        }
        return sql.add("),\n").add(list());
    }

    /** {@code v_scope (matches)}: how many match, as far as it matters. */
    private SqlQuery scope() {
        if (filter == null) {
            return exact
                    ? new SqlQuery().add("v_scope AS MATERIALIZED (SELECT 0::bigint AS matches)")
                    : new SqlQuery()
                            .add(
                                    """
                                    v_scope AS MATERIALIZED (
                                      SELECT CASE WHEN t.reltuples > %2$d THEN t.reltuples::bigint
                                        ELSE (SELECT count(*) FROM (SELECT FROM %1$s LIMIT %3$d) x) END AS matches
                                      FROM pg_class t WHERE t.oid = '%1$s'::regclass)\
                                    """
                                            .formatted(
                                                    tables.chunks(),
                                                    2 * exactBelow,
                                                    exactBelow + 1));
        }
        return new SqlQuery()
                .add("v_matching AS MATERIALIZED (SELECT d.doc_id FROM ")
                .add(tables.documents())
                .add(" d WHERE ")
                .add(filter)
                .add(exact ? "" : " LIMIT " + (exactBelow + 1))
                .add("),\nv_scope AS MATERIALIZED (SELECT count(*) AS matches FROM v_matching)");
    }

    /**
     * The sum hides the distance from the planner, which could walk the graph for its order. The
     * gate comes from outside, so that it is asked before anything is begun: within, it would be
     * asked by parallel workers, whose start takes longer than the graph.
     */
    private SqlQuery oneByOne() {
        String matching = filter == null ? "" : " JOIN v_matching m ON m.doc_id = c.doc_id";
        String nearest =
                """
                SELECT c.doc_id, c.chunk_no, 0 + (%s) AS distance FROM %s c%s%s
                   ORDER BY 3, 1, 2 LIMIT %d\
                """
                        .formatted(
                                tables.vector().distance("c.embedding", "(SELECT v FROM v_query)"),
                                tables.chunks(),
                                matching,
                                exact ? "" : " WHERE s.matches <= " + exactBelow,
                                chunks);
        return new SqlQuery()
                .add(
                        exact
                                ? "(" + nearest + ")"
                                : "(SELECT x.* FROM v_scope s CROSS JOIN LATERAL ("
                                        + nearest
                                        + ") x)");
    }

    /**
     * The filter is asked of each chunk's document in turn. OFFSET 0 keeps the planner from
     * beginning with the filter and sorting all that match.
     */
    private SqlQuery byGraph() {
        VectorColumn vector = tables.vector();
        String query = "(SELECT v FROM v_query)";
        SqlQuery walk =
                new SqlQuery()
                        .add(
                                "SELECT c.doc_id, c.chunk_no, %s AS distance FROM %s c"
                                        .formatted(
                                                vector.distance("c.embedding", query),
                                                tables.chunks()));
        if (filter != null) {
            walk.add(" CROSS JOIN LATERAL (SELECT FROM ")
                    .add(tables.documents())
                    .add(" d WHERE d.doc_id = c.doc_id AND ")
                    .add(filter)
                    .add(" OFFSET 0) m");
        }
        walk.add(
                " WHERE (SELECT matches FROM v_scope) > %d ORDER BY %s LIMIT %d"
                        .formatted(
                                exactBelow,
                                vector.graphDistance("c.embedding", query),
                                vector.candidates(chunks)));
        if (!vector.isRescored()) {
            return new SqlQuery().add("  (").add(walk).add(")");
        }
        return new SqlQuery()
                .add("  (SELECT * FROM (")
                .add(walk)
                .add(") x ORDER BY 3, 1, 2 LIMIT " + chunks + ")");
    }

    private SqlQuery list() {
        String source =
                switch (grouping) {
                    case CHUNK -> "v_near";
                    case DOCUMENT ->
                            "(SELECT DISTINCT ON (doc_id) doc_id, chunk_no, distance FROM v_near"
                                    + " ORDER BY doc_id, distance, chunk_no) x";
                };
        return new SqlQuery()
                .add(
                        """
                        v_list AS MATERIALIZED (
                          SELECT doc_id, chunk_no, distance FROM %s
                          ORDER BY distance, doc_id, chunk_no LIMIT %d)\
                        """
                                .formatted(source, depth));
    }
}
