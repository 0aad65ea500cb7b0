package io.semblance.store.pgvector;

import io.semblance.store.Fusion;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statement of a search: the candidates by vector, by words or both, their fusion, and the
 * columns of the hits. Each row also has the counts of {@link SearchRows}; without hits there is
 * one row, which has only these counts.
 */
final class SearchStatement {

    private final IndexTables tables;
    private final SearchRequest request;
    private final @Nullable VectorCandidatesSql vectors;
    private final @Nullable LexicalCandidatesSql texts;
    private final @Nullable Fusion fusion;

    SearchStatement(
            IndexTables tables, SearchRequest request, CandidateBudget budget, int exactBelow) {
        this.tables = tables;
        this.request = request;
        Retrieval retrieval = request.retrieval();
        ListDepths depths = ListDepths.of(request);
        this.vectors =
                switch (retrieval) {
                    case Retrieval.ByVector by ->
                            vectors(
                                    tables,
                                    request,
                                    by.query(),
                                    depths.vectors(),
                                    budget,
                                    exactBelow);
                    case Retrieval.Hybrid hybrid ->
                            vectors(
                                    tables,
                                    request,
                                    hybrid.vector(),
                                    depths.vectors(),
                                    budget,
                                    exactBelow);
                    case Retrieval.ByText _ -> null;
                };
        this.texts =
                switch (retrieval) {
                    case Retrieval.ByText by ->
                            texts(tables, request, by.query(), depths.texts(), budget);
                    case Retrieval.Hybrid hybrid ->
                            texts(tables, request, hybrid.text(), depths.texts(), budget);
                    case Retrieval.ByVector _ -> null;
                };
        this.fusion = retrieval instanceof Retrieval.Hybrid hybrid ? hybrid.fusion() : null;
    }

    private static VectorCandidatesSql vectors(
            IndexTables tables,
            SearchRequest request,
            Embedding query,
            int depth,
            CandidateBudget budget,
            int exactBelow) {
        return new VectorCandidatesSql(
                tables,
                tables.definition().similarity() == Similarity.COSINE ? query.normalized() : query,
                request.filter(),
                request.grouping(),
                depth,
                budget,
                exactBelow);
    }

    private static LexicalCandidatesSql texts(
            IndexTables tables,
            SearchRequest request,
            String text,
            int depth,
            CandidateBudget budget) {
        return new LexicalCandidatesSql(
                tables,
                text,
                request.filter(),
                request.grouping(),
                depth,
                budget.textChunks(),
                budget.words());
    }

    SqlQuery sql() {
        SqlQuery sql = new SqlQuery().add("WITH ");
        if (vectors != null) {
            sql.add(vectors.expressions()).add(",\n");
        }
        if (texts != null) {
            sql.add(texts.expressions()).add(",\n");
        }
        return sql.add(ranked()).add(",\n").add(top()).add(counts()).add(hits());
    }

    /**
     * The common table expression {@code ranked (doc_id, chunk_no, score, rank)}; a lower rank is
     * better.
     */
    private String ranked() {
        if (fusion != null) {
            return fused(fusion);
        }
        return vectors != null
                ? "ranked AS (SELECT doc_id, chunk_no, %s AS score, place AS rank FROM v_list)"
                        .formatted(tables.vector().score("distance"))
                : "ranked AS (SELECT doc_id, chunk_no, score, place AS rank FROM t_list)";
    }

    /** The fusion of both lists in the steps that {@link Fusion} describes. */
    private String fused(Fusion by) {
        String sameHit =
                switch (request.grouping()) {
                    case DOCUMENT -> "v.doc_id = t.doc_id";
                    case CHUNK -> "v.doc_id = t.doc_id AND v.chunk_no = t.chunk_no";
                };
        return """
        placed AS (
          SELECT coalesce(v.doc_id, t.doc_id) AS doc_id,
            CASE WHEN t.place IS NULL OR v.place <= t.place THEN v.chunk_no ELSE t.chunk_no END AS chunk_no,
            v.place AS v_place, t.place AS t_place,
            width_bucket(least(v.place, t.place) - 1, '{%1$s}'::bigint[]) AS step
          FROM v_list v FULL JOIN t_list t ON %2$s),
        stepped AS (SELECT *, ('{%1$s}'::bigint[])[step + 1] AS depth FROM placed),
        fused AS (
          SELECT doc_id, chunk_no,
            (CASE WHEN v_place <= depth THEN 1::float8 / (%3$d + v_place) ELSE 0 END
              + CASE WHEN t_place <= depth THEN 1::float8 / (%3$d + t_place) ELSE 0 END)
              / 2::float8 ^ step AS score
          FROM stepped),
        ranked AS (SELECT doc_id, chunk_no, score, -score AS rank FROM fused)\
        """
                .formatted(
                        by.steps(request.window()).stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(",")),
                        sameHit,
                        by.k());
    }

    private String top() {
        return """
        top AS MATERIALIZED (
          SELECT doc_id, chunk_no, score, rank FROM ranked
          ORDER BY rank, doc_id, chunk_no OFFSET %d LIMIT %d)
        """
                .formatted(request.offset(), request.limit());
    }

    private String counts() {
        String entries =
                request.grouping() == Grouping.DOCUMENT ? "count(DISTINCT doc_id)" : "count(*)";
        List<String> columns = new ArrayList<>();
        if (vectors != null) {
            columns.add("(SELECT matches FROM v_scope) AS v_matches");
            columns.add("(SELECT by_graph FROM v_scope) AS v_by_graph");
            columns.add("(SELECT compared FROM v_scope) AS v_compared");
            columns.add("(SELECT count(*) FROM v_near) AS v_chunks");
            columns.add("(SELECT %s FROM v_near) AS v_entries".formatted(entries));
        }
        if (texts != null) {
            columns.add("(SELECT count(*) FROM t_near) AS t_chunks");
            columns.add("(SELECT %s FROM t_near) AS t_entries".formatted(entries));
            columns.add("(SELECT words_left_out FROM t_size) AS t_left_out");
        }
        return "SELECT f.*, h.* FROM (SELECT %s) f\n".formatted(String.join(", ", columns));
    }

    /** The rows of the hits, with the requested columns. */
    private String hits() {
        List<String> columns =
                new ArrayList<>(
                        List.of(
                                "t.doc_id",
                                "t.chunk_no",
                                "t.score",
                                "t.rank",
                                "c.start_offset",
                                "c.end_offset",
                                "c.source::text AS source"));
        boolean document = request.withText() || request.withMetadata();
        if (request.withText()) {
            columns.add("d.title");
            columns.add("coalesce(c.body, d.body) AS body");
        }
        if (request.withMetadata()) {
            columns.add("d.metadata::text AS metadata");
        }
        return """
        LEFT JOIN (
          SELECT %s FROM top t
          JOIN %s c ON c.doc_id = t.doc_id AND c.chunk_no = t.chunk_no%s) h ON true
        ORDER BY h.rank, h.doc_id, h.chunk_no\
        """
                .formatted(
                        String.join(", ", columns),
                        tables.chunks(),
                        document
                                ? "\n  JOIN %s d ON d.doc_id = t.doc_id"
                                        .formatted(tables.documents())
                                : "");
    }
}
