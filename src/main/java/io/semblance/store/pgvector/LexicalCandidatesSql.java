package io.semblance.store.pgvector;

import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.analysis.QueryWord;
import io.semblance.store.filter.Filter;
import io.semblance.store.pgvector.CandidateBudget.Words;

import org.jspecify.annotations.Nullable;

/**
 * The part of a search's statement that ranks chunks by the words they share with a query: common
 * table expressions that end in {@code t_list (doc_id, chunk_no, score, place)}.
 *
 * <p>The score is BM25 (k1 = 1.2, b = 0.75), which PostgreSQL does not provide. It provides {@code
 * ts_rank}, which for one lexeme of weight 1 that occurs n times is {@code 6/π² Σ 1/i²} over i from
 * 1 to n. The sum over all i is π²/6, and its remainder after n is close to {@code 1 / (n + 1/2)}:
 * so {@code n = 6/π² / (1 - rank) - 1/2}, rounded. The number of chunks in which a lexeme occurs is
 * counted, or taken from the statistics of the column if the lexeme is common.
 *
 * <p>A word has one or more spellings ({@link QueryWord}), which count together.
 *
 * <p>Common words match a large part of the table and say little. Chunks are therefore found by the
 * rare words of the text, as many as together occur in {@value #MAX_MATCHES} chunks and each in no
 * large share of them (the rarest alone may occur in more), and scored by all of them. If that
 * finds too few chunks, {@code t_size} has the number of words that were left out, and the search
 * must be repeated with all words.
 */
final class LexicalCandidatesSql {

    /**
     * The largest number of chunks in which the rare words of a query may occur together: it bounds
     * the chunks that are scored.
     */
    private static final int MAX_MATCHES = 10_000;

    /** 6/π², the factor of {@code ts_rank}. */
    private static final double TS_RANK_FACTOR = 0.6079271;

    /** BM25's saturation of repeated words, the value that Lucene uses too. */
    private static final double K1 = 1.2;

    /** BM25's normalization by length, the value that Lucene uses too. */
    private static final double B = 0.75;

    /** A word in a larger share of the chunks says little, such as a stop word. */
    private static final double COMMON_SHARE = 0.3;

    /** In a table of at most this number of chunks, every word counts as rare. */
    private static final int SMALL_TABLE = 1_000;

    private final IndexTables tables;
    private final QueryTerms terms;
    private final @Nullable SqlQuery filter;
    private final Grouping grouping;
    private final int depth;
    private final int chunks;
    private final Words found;

    /**
     * @param depth entries of the list
     * @param chunks to rank before they are grouped, at least {@code depth}
     * @param found words by which chunks are found
     */
    LexicalCandidatesSql(
            IndexTables tables,
            String text,
            @Nullable Filter filter,
            Grouping grouping,
            int depth,
            int chunks,
            Words found) {
        this.tables = tables;
        this.terms = new QueryTerms(tables, text);
        this.filter = filter == null ? null : FilterSql.of(filter);
        this.grouping = grouping;
        this.depth = depth;
        this.chunks = chunks;
        this.found = found;
    }

    /** The common table expressions, without WITH. */
    SqlQuery expressions() {
        return words().add(",\n").add(near()).add(",\n").add(list());
    }

    /**
     * The common table expressions of the words: {@code t_size (words_left_out)}, {@code t_spelling
     * (number, term, boost, idf)} with one row for each spelling that occurs, and {@code t_found_by
     * (any_word, rare_word)}.
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
                            sum(t.matches) OVER rarest_first <= %2$d
                                AND t.matches <= greatest(%4$d, %5$s * n.chunks)
                              OR row_number() OVER rarest_first = 1 AS rare
                          FROM t_count t CROSS JOIN t_total n
                          WINDOW rarest_first AS (ORDER BY t.matches, t.lexeme, t.number)),
                        t_spelling AS MATERIALIZED (
                          SELECT s.number, s.term, s.boost, w.idf
                          FROM t_seen s JOIN t_word w USING (number) WHERE s.matches > 0),
                        t_found_by AS MATERIALIZED (
                          SELECT string_agg(word::text, ' | ') FILTER (WHERE %3$s)::tsquery AS any_word,
                            string_agg(word::text, ' | ') FILTER (WHERE rare)::tsquery AS rare_word
                          FROM t_word),
                        t_size AS MATERIALIZED (
                          SELECT count(*) FILTER (WHERE NOT (%3$s)) AS words_left_out FROM t_word)\
                        """
                                .formatted(
                                        tables.chunks(),
                                        MAX_MATCHES,
                                        found == Words.RARE ? "rare" : "true",
                                        SMALL_TABLE,
                                        COMMON_SHARE));
    }

    /**
     * The chunks with the best scores. {@code v.words} is a copy in memory, because each use of the
     * column itself would decompress it. The mean length is that of the first 1,000 rows.
     */
    private SqlQuery near() {
        SqlQuery sql =
                new SqlQuery()
                        .add(
                                """
                                t_near AS MATERIALIZED (
                                  SELECT c.doc_id, c.chunk_no, (
                                    SELECT sum(w.idf * w.n / (w.n + %4$s * (%5$s + %6$s * c.word_count / l.mean)))
                                    FROM (
                                      SELECT s.idf, sum(s.boost * o.n) AS n
                                      FROM t_spelling s
                                        CROSS JOIN LATERAL (SELECT ts_rank('{1,1,1,1}', v.words, s.term) AS rank OFFSET 0) r
                                        CROSS JOIN LATERAL (SELECT round(%3$s / greatest(1 - r.rank, 1e-6) - 0.5) AS n) o
                                      WHERE r.rank > 0 GROUP BY s.number, s.idf) w) AS score, %2$s AS late
                                  FROM %1$s c
                                    CROSS JOIN LATERAL (SELECT c.words || ''::tsvector AS words OFFSET 0) v
                                    CROSS JOIN (SELECT greatest(avg(word_count), 1)::float8 AS mean
                                      FROM (SELECT word_count FROM %1$s LIMIT 1000) x) l\
                                """
                                        .formatted(
                                                tables.chunks(),
                                                found == Words.RARE_FIRST
                                                        ? "NOT c.words @@ (SELECT rare_word FROM"
                                                                + " t_found_by)"
                                                        : "false",
                                                TS_RANK_FACTOR,
                                                K1,
                                                1 - B,
                                                B));
        if (filter != null) {
            sql.add(matching(filter));
        }
        return sql.add(
                """

                WHERE c.words @@ (SELECT any_word FROM t_found_by)
                ORDER BY late, score DESC, 1, 2 LIMIT %d)\
                """
                        .formatted(chunks));
    }

    /**
     * The join with the documents that match the filter. Rare words find few chunks, so the filter
     * is checked for each of them; OFFSET 0 keeps the planner from collecting all documents that
     * match first. With common words, the planner may choose that order.
     */
    private SqlQuery matching(SqlQuery filter) {
        return new SqlQuery()
                .add(found != Words.RARE ? " JOIN " : " CROSS JOIN LATERAL (SELECT FROM ")
                .add(tables.documents())
                .add(found != Words.RARE ? " d ON " : " d WHERE ")
                .add("d.doc_id = c.doc_id AND ")
                .add(filter)
                .add(found != Words.RARE ? "" : " OFFSET 0) m");
    }

    private SqlQuery list() {
        String source =
                switch (grouping) {
                    case CHUNK -> "t_near";
                    case DOCUMENT ->
                            "(SELECT DISTINCT ON (doc_id) * FROM t_near"
                                    + " ORDER BY doc_id, late, score DESC, chunk_no) x";
                };
        return new SqlQuery()
                .add(
                        """
                        t_list AS MATERIALIZED (
                          SELECT doc_id, chunk_no, score,
                            row_number() OVER (ORDER BY late, score DESC, doc_id, chunk_no) AS place
                          FROM %s ORDER BY place LIMIT %d)\
                        """
                                .formatted(source, depth));
    }
}
