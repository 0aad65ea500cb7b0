package io.semblance.store.pgvector;

import io.semblance.store.analysis.QueryTerm;
import io.semblance.store.analysis.QueryWord;

import java.util.ArrayList;
import java.util.List;

/**
 * The terms of a query as a common table expression {@code t_term (number, weight, boost, lexeme,
 * term)}: a row a spelling of a word, {@code number} is the word's. All of them are parameters; no
 * text of a query is read as a {@code tsquery}.
 */
final class QueryTerms {

    /** Words that are looked for by the former configuration too. */
    private static final int MAX_FORMER_WORDS = 1_024;

    /** Characters that the former configuration is asked to split: a tsvector has at most 1 MB. */
    private static final int MAX_FORMER_CHARACTERS = 150_000;

    private static final String QUOTED =
            "('''' || replace(replace(x.lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery";

    private final IndexTables tables;
    private final String text;

    QueryTerms(IndexTables tables, String text) {
        this.tables = tables;
        this.text = text;
    }

    SqlQuery expression() {
        List<Integer> numbers = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        List<Float> boosts = new ArrayList<>();
        List<String> lexemes = new ArrayList<>();
        int number = 0;
        for (QueryWord word : tables.analysis().query(text)) {
            number++;
            for (QueryTerm term : word.terms()) {
                numbers.add(number);
                weights.add(word.weight());
                boosts.add(term.boost());
                lexemes.add(term.text());
            }
        }
        SqlQuery terms =
                new SqlQuery()
                        .add(
                                """
                                t_term AS MATERIALIZED (
                                  SELECT x.number, x.weight::float8, x.boost::float8, x.lexeme, %s AS term
                                  FROM unnest(?::integer[], ?::real[], ?::real[], ?::text[])
                                    AS x (number, weight, boost, lexeme)\
                                """
                                        .formatted(QUOTED),
                                numbers.toArray(Integer[]::new),
                                weights.toArray(Float[]::new),
                                boosts.toArray(Float[]::new),
                                lexemes.toArray(String[]::new));
        if (tables.formerTerms()) {
            terms.add(former(lexemes));
        }
        return terms.add(")");
    }

    /** What chunks are found by that still have the terms of the former configuration. */
    private SqlQuery former(List<String> lexemes) {
        return new SqlQuery()
                .add(
                        """

                          UNION ALL
                          (SELECT -(x.positions[1])::integer, 1, 1, x.lexeme, %s
                          FROM unnest(to_tsvector(%s, ?)) x WHERE x.lexeme <> ALL (?::text[])
                          ORDER BY x.positions[1] LIMIT %d)\
                        """
                                .formatted(QUOTED, tables.formerConfiguration(), MAX_FORMER_WORDS),
                        TextLimits.head(text, MAX_FORMER_CHARACTERS),
                        lexemes.toArray(String[]::new));
    }
}
