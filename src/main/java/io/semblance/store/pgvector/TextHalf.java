package io.semblance.store.pgvector;

import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.analysis.QueryWord;
import io.semblance.store.filter.Filter;

import org.jspecify.annotations.Nullable;

/**
 * The part of a search's statement that ranks chunks by the words they share with a text: common
 * table expressions that end in {@code t_list (doc_id, chunk_no, score)}.
 *
 * <p>The score is BM25 (k1 = 1.2, b = 0.75), which PostgreSQL does not have. What it has is {@code
 * ts_rank}, which for one lexeme of weight 1 that occurs n times is {@code 6/π² Σ 1/i²} over i from
 * 1 to n. The sum over all i is π²/6, and its rest after n is close to {@code 1 / (n + 1/2)}: so
 * {@code n = 6/π² / (1 - rank) - 1/2}, rounded. In how many chunks a lexeme occurs is counted, or
 * for common ones taken from the statistics of the column.
 *
 * <p>A word has one or more spellings ({@link QueryWord}), which count together.
 *
 * <p>Common words match a large part of the table and say little. Chunks are therefore found by the
 * rare words of the text, as many as together occur in {@value #MAX_MATCHES} chunks and each in no
 * large share of them (the rarest alone may occur in more), and scored by all of them. If that
 * finds too few, {@code t_size} says that words were left out, and the search is to be repeated
 * with all.
 */
final class TextHalf {

    private static final int MAX_MATCHES = 10_000;

    /** A word that more chunks have than this share says little, such as a stop word. */
    private static final double COMMON_SHARE = 0.3;

    /** So few chunks are scored whatever they have. */
    private static final int SMALL_TABLE = 1_000;

    private final IndexTables tables;
    private final QueryTerms terms;
    private final @Nullable SqlQuery filter;
    private final Grouping grouping;
    private final int depth;
    private final int chunks;
    private final boolean allWords;

    /**
     * @param depth entries of the list
     * @param chunks to rank before they are grouped, at least {@code depth}
     * @param allWords true to find chunks by common words too
     */
    TextHalf(
            IndexTables tables,
            String text,
            @Nullable Filter filter,
            Grouping grouping,
            int depth,
            int chunks,
            boolean allWords) {
        this.tables = tables;
        this.terms = new QueryTerms(tables, text);
        this.filter = filter == null ? null : FilterSql.of(filter);
        this.grouping = grouping;
        this.depth = depth;
        this.chunks = chunks;
        this.allWords = allWords;
    }

    /** The common table expressions, without WITH. */
    SqlQuery expressions() {
        return words().add(",\n").add(near()).add(",\n").add(list());
    }

    /**
     * {@code t_size (words_left_out)}, {@code t_spelling (number, term, boost, idf)} with a row a
     * spelling that occurs, and {@code t_found_by (any_word)}.
     */
    private SqlQuery words() {
        return new SqlQuery()
                .add(
                        """
                        t_total AS MATERIALIZED (
                          SELECT CASE WHEN t.reltuples > 10000 THEN t.reltuples::float8
                            ELSE (SELECT count(*) FROM %1$s)::float8 END AS chunks
                          FROM pg_class t WHERE t.oid = '%1$s'::regclass),
                        t_common AS MATERIALIZED (
                          SELECT x.lexeme, x.frequency
                          FROM pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs)
                            AS x (lexeme, frequency)
                          WHERE s.schemaname = current_schema() AND s.tablename = '%2$s'
                            AND s.attname = 'words' AND x.lexeme IS NOT NULL),
                        """
                                .formatted(tables.chunks(), tables.name()))
                .add(terms.expression())
                .add(
                        """
                        ,
                        t_seen AS MATERIALIZED (
                          SELECT t.number, t.weight, t.boost, t.lexeme, t.term,
                            CASE WHEN k.frequency IS NOT NULL THEN k.frequency * n.chunks
                              ELSE (SELECT count(*) FROM (
                                SELECT FROM %1$s c WHERE c.words @@ t.term LIMIT %2$d) x)::float8
                            END AS matches
                          FROM t_term t CROSS JOIN t_total n LEFT JOIN t_common k ON k.lexeme = t.lexeme),
                        t_count AS MATERIALIZED (
                          SELECT t.number, t.weight, min(t.lexeme) AS lexeme, max(t.matches) AS matches,
                            string_agg(t.term::text, ' | ')::tsquery AS word
                          FROM t_seen t WHERE t.matches > 0 GROUP BY t.number, t.weight),
                        t_word AS MATERIALIZED (
                          SELECT t.number, t.word,
                            t.weight * ln((greatest(n.chunks, t.matches) + 1) / (t.matches + 0.5)) AS idf,
                            %3$s AS finds
                          FROM t_count t CROSS JOIN t_total n
                          WINDOW rarest_first AS (ORDER BY t.matches, t.lexeme, t.number)),
                        t_spelling AS MATERIALIZED (
                          SELECT s.number, s.term, s.boost, w.idf
                          FROM t_seen s JOIN t_word w USING (number) WHERE s.matches > 0),
                        t_found_by AS MATERIALIZED (
                          SELECT string_agg(word::text, ' | ')::tsquery AS any_word FROM t_word WHERE finds),
                        t_size AS MATERIALIZED (
                          SELECT count(*) FILTER (WHERE NOT finds) AS words_left_out FROM t_word)\
                        """
                                .formatted(
                                        tables.chunks(),
                                        MAX_MATCHES,
                                        allWords
                                                ? "true"
                                                : "sum(t.matches) OVER rarest_first <= %d AND t.matches <= greatest(%d, %s * n.chunks) OR row_number() OVER rarest_first = 1"
                                                        .formatted(
                                                                MAX_MATCHES,
                                                                SMALL_TABLE,
                                                                COMMON_SHARE)));
    }

    /** {@code v.words} is a copy in memory: each look at the column itself would unpack it. */
    private SqlQuery near() {
        SqlQuery sql =
                new SqlQuery()
                        .add(
                                """
                                t_near AS MATERIALIZED (
                                  SELECT c.doc_id, c.chunk_no, (
                                    SELECT sum(w.idf * w.n / (w.n + 1.2 * (0.25 + 0.75 * c.word_count / l.mean)))
                                    FROM (
                                      SELECT s.idf, sum(s.boost * o.n) AS n
                                      FROM t_spelling s
                                        CROSS JOIN LATERAL (SELECT ts_rank('{1,1,1,1}', v.words, s.term) AS rank OFFSET 0) r
                                        CROSS JOIN LATERAL (SELECT round(0.6079271 / greatest(1 - r.rank, 1e-6) - 0.5) AS n) o
                                      WHERE r.rank > 0 GROUP BY s.number, s.idf) w) AS score
                                  FROM %1$s c
                                    CROSS JOIN LATERAL (SELECT c.words || ''::tsvector AS words OFFSET 0) v
                                    CROSS JOIN (SELECT greatest(avg(word_count), 1)::float8 AS mean
                                      FROM (SELECT word_count FROM %1$s LIMIT 1000) x) l\
                                """
                                        .formatted(tables.chunks()));
        if (filter != null) {
            sql.add(matching(filter));
        }
        return sql.add(
                """

                WHERE c.words @@ (SELECT any_word FROM t_found_by)
                ORDER BY score DESC, 1, 2 LIMIT %d)\
                """
                        .formatted(chunks));
    }

    /**
     * The few chunks that rare words find are each asked whether their document matches; OFFSET 0
     * keeps the planner from collecting all that match. Where common words find too, that may be
     * the better beginning.
     */
    private SqlQuery matching(SqlQuery filter) {
        return new SqlQuery()
                .add(allWords ? " JOIN " : " CROSS JOIN LATERAL (SELECT FROM ")
                .add(tables.documents())
                .add(allWords ? " d ON " : " d WHERE ")
                .add("d.doc_id = c.doc_id AND ")
                .add(filter)
                .add(allWords ? "" : " OFFSET 0) m");
    }

    private SqlQuery list() {
        String source =
                switch (grouping) {
                    case CHUNK -> "t_near";
                    case DOCUMENT ->
                            "(SELECT DISTINCT ON (doc_id) doc_id, chunk_no, score FROM t_near"
                                    + " ORDER BY doc_id, score DESC, chunk_no) x";
                };
        return new SqlQuery()
                .add(
                        """
                        t_list AS MATERIALIZED (
                          SELECT doc_id, chunk_no, score FROM %s
                          ORDER BY score DESC, doc_id, chunk_no LIMIT %d)\
                        """
                                .formatted(source, depth));
    }
}
