package io.semblance.store.pgvector;

import io.semblance.store.analysis.QueryTerm;
import io.semblance.store.analysis.QueryWord;
import io.semblance.value.UnicodeText;

import java.util.ArrayList;
import java.util.List;

/**
 * The terms of a query as a common table expression {@code t_term (number, weight, boost, lexeme,
 * term)}: one row for each spelling of a word, where {@code number} identifies the word. All values
 * are parameters; the text of a query is never parsed as a {@code tsquery}.
 */
final class QueryTerms {

    /**
     * The most words of a query that are also looked up in the form of the former configuration.
     */
    private static final int MAX_FORMER_WORDS = 1_024;

    /**
     * The most characters that the former configuration splits into words: a tsvector has at most 1
     * MB.
     */
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

    /** The terms that find chunks which still have the terms of the former configuration. */
    private SqlQuery former(List<String> lexemes) {
        int end = UnicodeText.boundary(text, Math.min(text.length(), MAX_FORMER_CHARACTERS));
        return new SqlQuery()
                .add(
                        """

                          UNION ALL
                          (SELECT -(x.positions[1])::integer, 1, 1, x.lexeme, %s
                          FROM unnest(to_tsvector(%s, ?)) x WHERE x.lexeme <> ALL (?::text[])
                          ORDER BY x.positions[1] LIMIT %d)\
                        """
                                .formatted(QUOTED, tables.formerConfiguration(), MAX_FORMER_WORDS),
                        text.substring(0, end),
                        lexemes.toArray(String[]::new));
    }
}
