package io.semblance.store.pgvector;

import io.semblance.store.filter.DateWindow;
import io.semblance.store.filter.IsoDate;
import io.semblance.store.pgvector.SqlQuery.JsonPath;

import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * Conditions that compare strings as dates, see {@link IsoDate}. Only strings that the pattern
 * matches are cast to a date: any other string would fail the statement.
 */
final class DateSql {

    /** A fast check that excludes documents without a string in the window. */
    private static final String IN_WINDOW = "(jsonb_path_exists(d.metadata, ?::jsonpath) AND ";

    private static final String IN_METADATA = "t.s";
    private static final String ID = "d.doc_id";

    private DateSql() {}

    /** An instant as PostgreSQL parses it; an offset may move a date beyond the year 9999. */
    private static String timestamp(Instant moment) {
        String text = moment.toString();
        return text.startsWith("+") ? text.substring(1) : text;
    }

    /**
     * The condition that a string is before or after a date. A string that is not a date is
     * compared by its characters.
     *
     * @param values the path of all values
     */
    static SqlQuery ordered(String values, String symbol, Instant moment, String text) {
        DateWindow window = DateWindow.around(moment, moment);
        JsonPath within = within(values, window);
        SqlQuery sql =
                new SqlQuery()
                        .add("(")
                        .add(IN_WINDOW, within)
                        .add(
                                amongStrings(isOrdered(IN_METADATA, symbol)),
                                within,
                                timestamp(moment),
                                text)
                        .add(")");
        String beyond =
                symbol.startsWith("<")
                        ? " ? (@ < %s)".formatted(JsonPaths.string(window.from()))
                        : window.to() == null
                                ? null
                                : " ? (@ >= %s)".formatted(JsonPaths.string(window.to()));
        if (beyond != null) {
            sql.add(
                    " OR jsonb_path_exists(d.metadata, ?::jsonpath)",
                    new JsonPath(values + beyond));
        }
        return sql.add(")");
    }

    private static JsonPath within(String values, DateWindow window) {
        String upper = window.to() == null ? "" : " && @ < " + JsonPaths.string(window.to());
        return new JsonPath(
                "%s ? (@ >= %s%s)".formatted(values, JsonPaths.string(window.from()), upper));
    }

    /** The condition that the document's id is before or after a date. */
    static SqlQuery idOrdered(String symbol, Instant moment, String text) {
        return new SqlQuery().add("(" + isOrdered(ID, symbol) + ")", timestamp(moment), text);
    }

    /**
     * The condition that a value is a date with a time and means one of these instants.
     *
     * @param values the path of all values
     * @param moments at least one
     */
    static SqlQuery equal(String values, List<Instant> moments) {
        JsonPath within =
                within(
                        values,
                        DateWindow.around(Collections.min(moments), Collections.max(moments)));
        return new SqlQuery()
                .add(IN_WINDOW, within)
                .add(amongStrings(isEqual(IN_METADATA)), within, timestamps(moments))
                .add(")");
    }

    /**
     * The condition that the document's id is a date with a time and means one of these instants.
     */
    static SqlQuery idEqual(List<Instant> moments) {
        return new SqlQuery().add("(" + isEqual(ID) + ")", (Object) timestamps(moments));
    }

    private static String[] timestamps(List<Instant> moments) {
        return moments.stream().map(DateSql::timestamp).toArray(String[]::new);
    }

    /**
     * The condition that at least one string at a path fulfils the given condition, which refers to
     * it as {@code t.s}.
     */
    private static String amongStrings(String condition) {
        return "EXISTS (SELECT FROM jsonb_path_query(d.metadata, ?::jsonpath) q(v) CROSS JOIN LATERAL (SELECT q.v #>> '{}' AS s) t WHERE %s)"
                .formatted(condition);
    }

    private static String isOrdered(String string, String symbol) {
        return "CASE WHEN %1$s ~ '%2$s' THEN %3$s %4$s ?::timestamptz ELSE %1$s COLLATE \"C\" %4$s ? END"
                .formatted(string, IsoDate.PATTERN, instant(string), symbol);
    }

    private static String isEqual(String string) {
        return "CASE WHEN %1$s ~ '%2$s' THEN %3$s IN (SELECT unnest(?::timestamptz[])) ELSE false END"
                .formatted(string, IsoDate.TIMED_PATTERN, instant(string));
    }

    /** Digits beyond a microsecond are removed: PostgreSQL would round them. */
    private static String instant(String string) {
        String exact = "regexp_replace(%s, '([.][0-9]{6})[0-9]+', '\\1')".formatted(string);
        return "(CASE WHEN %1$s ~ '%2$s' THEN %3$s::timestamptz ELSE %3$s::timestamp AT TIME ZONE 'UTC' END)"
                .formatted(string, IsoDate.OFFSET_PATTERN, exact);
    }
}
