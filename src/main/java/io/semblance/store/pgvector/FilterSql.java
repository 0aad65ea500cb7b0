package io.semblance.store.pgvector;

import io.semblance.store.filter.Filter;
import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;
import io.semblance.store.filter.IsoDate;
import io.semblance.store.pgvector.SqlQuery.JsonPath;
import io.semblance.store.pgvector.SqlQuery.JsonValues;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Turns a filter into a condition on the columns {@code d.metadata} and {@code d.doc_id}. Each
 * comparison is an SQL/JSON path, and each path is a parameter: the SQL text depends only on the
 * filter's structure, never on its values.
 */
final class FilterSql {

    /**
     * The longest list whose values are compared one by one. A longer list becomes a hash table in
     * which every value is looked up.
     */
    private static final int MAX_COMPARED = 100;

    private FilterSql() {}

    /** The condition: true for the documents that match, false for all others, never null. */
    static SqlQuery of(Filter filter) {
        return of(filter, true);
    }

    /**
     * @param indexed whether the GIN index may answer an equality here; under NOT it cannot
     */
    private static SqlQuery of(Filter filter, boolean indexed) {
        return switch (filter) {
            case Filter.And and -> joined(" AND ", and.parts(), indexed);
            case Filter.Or or -> joined(" OR ", or.parts(), indexed);
            case Filter.Not not -> new SqlQuery().add("NOT (").add(of(not.part(), false)).add(")");
            case Filter.Compare compare ->
                    switch (compare.operator()) {
                        case EQ -> in(compare.path(), List.of(compare.operand()), indexed);
                        case GT, GTE, LT, LTE -> ordered(compare);
                    };
            case Filter.In in -> in(in.path(), in.operands(), indexed);
            case Filter.Exists exists -> exists(exists.path());
            case Filter.IsNull isNull ->
                    new SqlQuery()
                            .add("(NOT ")
                            .add(exists(isNull.path()))
                            .add(" OR ")
                            .add(path(JsonPaths.ofType(isNull.path(), "null", ""), false))
                            .add(")");
            case Filter.Contains contains ->
                    orId(
                            contains.path(),
                            contains(contains.path(), contains.operand()),
                            contains.operand() instanceof Operand.Text text
                                    ? new SqlQuery().add("strpos(d.doc_id, ?) > 0", text.value())
                                    : new SqlQuery().add("false"));
            case Filter.StartsWith starts ->
                    orId(
                            starts.path(),
                            path(
                                    JsonPaths.unfolded(starts.path())
                                            + " ? (@ starts with %s)"
                                                    .formatted(JsonPaths.string(starts.prefix())),
                                    false),
                            new SqlQuery().add("starts_with(d.doc_id, ?)", starts.prefix()));
        };
    }

    private static SqlQuery joined(String by, List<Filter> parts, boolean indexed) {
        SqlQuery query = new SqlQuery().add("(");
        for (int i = 0; i < parts.size(); i++) {
            query.add(i == 0 ? "" : by).add(of(parts.get(i), indexed));
        }
        return query.add(")");
    }

    private static SqlQuery any(List<SqlQuery> parts) {
        SqlQuery query = new SqlQuery().add("(");
        for (int i = 0; i < parts.size(); i++) {
            query.add(i == 0 ? "" : " OR ").add(parts.get(i));
        }
        return query.add(")");
    }

    /** Uses the document's id where the metadata does not have the key. */
    private static SqlQuery orId(Path path, SqlQuery metadata, SqlQuery id) {
        if (!path.isId()) {
            return metadata;
        }
        return new SqlQuery()
                .add("(")
                .add(metadata)
                .add(" OR (")
                .add(id)
                .add(" AND NOT ")
                .add(exists(path))
                .add("))");
    }

    private static SqlQuery exists(Path path) {
        return path(JsonPaths.of(path), false);
    }

    /** The condition that a value, or an element of it, equals one of the operands. */
    private static SqlQuery in(Path path, List<Operand> operands, boolean indexed) {
        if (operands.isEmpty()) {
            return new SqlQuery().add("false");
        }
        List<SqlQuery> parts = new ArrayList<>(List.of(same(path, operands, indexed)));
        List<String> texts = texts(operands);
        List<Instant> moments = moments(texts);
        if (!moments.isEmpty()) {
            parts.add(DateSql.equal(JsonPaths.unfolded(path), moments));
        }
        if (!path.isId()) {
            return any(parts);
        }
        List<SqlQuery> ids = new ArrayList<>(List.of(idIn(texts)));
        if (!moments.isEmpty()) {
            ids.add(DateSql.idEqual(moments));
        }
        return orId(path, any(parts), any(ids));
    }

    private static SqlQuery same(Path path, List<Operand> operands, boolean indexed) {
        if (operands.size() > MAX_COMPARED) {
            return new SqlQuery()
                    .add(
                            "coalesce((SELECT bool_or(q.v IN (SELECT unnest(?::jsonb[]))) FROM"
                                    + " jsonb_path_query(d.metadata, ?::jsonpath) q(v)), false)",
                            new JsonValues(operands.stream().map(JsonPaths::literal).toList()),
                            new JsonPath(JsonPaths.unfolded(path)));
        }
        String comparisons =
                operands.stream()
                        .map(operand -> "@ == " + JsonPaths.literal(operand))
                        .collect(Collectors.joining(" || "));
        return path(
                JsonPaths.unfolded(path) + " ? (" + comparisons + ")",
                indexed && operands.stream().allMatch(FilterSql::isPlain));
    }

    private static List<String> texts(List<Operand> operands) {
        return operands.stream()
                .filter(Operand.Text.class::isInstance)
                .map(operand -> ((Operand.Text) operand).value())
                .toList();
    }

    /** The instants of those texts that are dates with a time. */
    private static List<Instant> moments(List<String> texts) {
        List<Instant> moments = new ArrayList<>();
        for (String text : texts) {
            Instant moment = IsoDate.timed(text);
            if (moment != null) {
                moments.add(moment);
            }
        }
        return moments;
    }

    private static SqlQuery idIn(List<String> texts) {
        String[] ids = texts.toArray(new String[0]);
        return ids.length > MAX_COMPARED
                ? new SqlQuery().add("d.doc_id IN (SELECT unnest(?::text[]))", (Object) ids)
                : new SqlQuery().add("d.doc_id = ANY (?::text[])", (Object) ids);
    }

    private static SqlQuery ordered(Filter.Compare compare) {
        String symbol = symbol(compare.operator());
        if (!(compare.operand() instanceof Operand.Text text)) {
            return orId(
                    compare.path(),
                    path(compared(compare, symbol), false),
                    new SqlQuery().add("false"));
        }
        Instant moment = IsoDate.instant(text.value());
        if (moment != null) {
            return orId(
                    compare.path(),
                    DateSql.ordered(
                            JsonPaths.unfolded(compare.path()), symbol, moment, text.value()),
                    DateSql.idOrdered(symbol, moment, text.value()));
        }
        return orId(
                compare.path(),
                path(compared(compare, symbol), false),
                new SqlQuery().add("d.doc_id COLLATE \"C\" " + symbol + " ?", text.value()));
    }

    private static String compared(Filter.Compare compare, String symbol) {
        return "%s ? (@ %s %s)"
                .formatted(
                        JsonPaths.unfolded(compare.path()),
                        symbol,
                        JsonPaths.literal(compare.operand()));
    }

    private static String symbol(Operator operator) {
        return switch (operator) {
            case EQ -> "=";
            case GT -> ">";
            case GTE -> ">=";
            case LT -> "<";
            case LTE -> "<=";
        };
    }

    /**
     * The condition that the value has an element that equals the operand, or is a string that
     * contains it.
     */
    private static SqlQuery contains(Path path, Operand operand) {
        String elements = JsonPaths.elements(path);
        SqlQuery element =
                path(elements + " ? (@ == %s)".formatted(JsonPaths.literal(operand)), false);
        if (!(operand instanceof Operand.Text text)) {
            return element;
        }
        String within =
                " && %s like_regex %s flag \"q\""
                        .formatted(JsonPaths.lastKey("@", path), JsonPaths.string(text.value()));
        List<SqlQuery> parts =
                new ArrayList<>(
                        List.of(element, path(JsonPaths.ofType(path, "string", within), false)));
        List<Instant> moments = moments(List.of(text.value()));
        if (!moments.isEmpty()) {
            parts.add(DateSql.equal(elements, moments));
        }
        return any(parts);
    }

    private static SqlQuery path(String path, boolean indexed) {
        return new SqlQuery()
                .add(
                        indexed
                                ? "d.metadata @?? ?::jsonpath"
                                : "jsonb_path_exists(d.metadata, ?::jsonpath)",
                        new JsonPath(path));
    }

    /**
     * Whether the index can look up an operand: PostgreSQL parses a negative number as an
     * operation, which the index cannot look up.
     */
    private static boolean isPlain(Operand operand) {
        return !(operand instanceof Operand.Numeric number && number.value() < 0);
    }
}
