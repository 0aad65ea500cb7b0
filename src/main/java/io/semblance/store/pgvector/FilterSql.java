package io.semblance.store.pgvector;

import io.semblance.store.filter.Filter;
import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;
import io.semblance.store.pgvector.SqlQuery.JsonPath;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Turns a filter into a condition on the column {@code d.metadata}. Each comparison is a path of
 * SQL/JSON, and each path a parameter; what is SQL text depends on the filter's shape alone.
 */
final class FilterSql {

    /**
     * Takes an array apart, in as many layers as there may be: on anything else it does nothing.
     * Lax paths take one layer apart by themselves, and metadata are nested 16 deep at most.
     */
    private static final String UNFOLD = "[*]".repeat(16);

    private static final JsonMapper JSON = JsonMapper.shared();

    private FilterSql() {}

    /** The condition; true for the documents that match, false for all others, never null. */
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
            case Filter.Compare compare -> {
                boolean equality = compare.operator() == Operator.EQ && isPlain(compare.operand());
                yield path(
                        unfolded(compare.path()) + " ? (" + comparison(compare) + ")",
                        indexed && equality);
            }
            case Filter.In in ->
                    path(
                            unfolded(in.path())
                                    + " ? ("
                                    + in.operands().stream()
                                            .map(operand -> "@ == " + literal(operand))
                                            .collect(Collectors.joining(" || "))
                                    + ")",
                            indexed && in.operands().stream().allMatch(FilterSql::isPlain));
            case Filter.Exists exists ->
                    path(parent(exists.path()) + lastKey("", exists.path()), false);
            case Filter.IsNull isNull ->
                    new SqlQuery()
                            .add("(NOT ")
                            .add(path(parent(isNull.path()) + lastKey("", isNull.path()), false))
                            .add(" OR ")
                            .add(path(ofType(isNull.path(), "null", ""), false))
                            .add(")");
            case Filter.Contains contains -> contains(contains.path(), contains.operand());
            case Filter.StartsWith starts ->
                    path(
                            unfolded(starts.path())
                                    + " ? (@ starts with %s)".formatted(string(starts.prefix())),
                            false);
        };
    }

    private static SqlQuery joined(String by, List<Filter> parts, boolean indexed) {
        SqlQuery query = new SqlQuery().add("(");
        for (int i = 0; i < parts.size(); i++) {
            query.add(i == 0 ? "" : by).add(of(parts.get(i), indexed));
        }
        return query.add(")");
    }

    /** An element that equals the operand, or a string that has it within. */
    private static SqlQuery contains(Path path, Operand operand) {
        SqlQuery element =
                path(
                        ofType(path, "array", "")
                                + lastKey("", path)
                                + UNFOLD
                                + " ? (@ == %s)".formatted(literal(operand)),
                        false);
        if (!(operand instanceof Operand.Text text)) {
            return element;
        }
        String within =
                " && %s like_regex %s flag \"q\""
                        .formatted(lastKey("@", path), string(text.value()));
        return new SqlQuery()
                .add("(")
                .add(element)
                .add(" OR ")
                .add(path(ofType(path, "string", within), false))
                .add(")");
    }

    private static SqlQuery path(String path, boolean indexed) {
        return new SqlQuery()
                .add(
                        indexed
                                ? "d.metadata @?? ?::jsonpath"
                                : "jsonb_path_exists(d.metadata, ?::jsonpath)",
                        new JsonPath(path));
    }

    private static String comparison(Filter.Compare compare) {
        String operator =
                switch (compare.operator()) {
                    case EQ -> "==";
                    case GT -> ">";
                    case GTE -> ">=";
                    case LT -> "<";
                    case LTE -> "<=";
                };
        return "@ %s %s".formatted(operator, literal(compare.operand()));
    }

    /** The objects whose value at the path's last key is of this type, and more. */
    private static String ofType(Path path, String type, String more) {
        return "%s ? (%s.type() == \"%s\"%s)"
                .formatted(parent(path), lastKey("@", path), type, more);
    }

    /** All values at the path, arrays taken apart. */
    private static String unfolded(Path path) {
        return parent(path) + lastKey("", path) + UNFOLD;
    }

    /** The objects that may have the path's last key. */
    private static String parent(Path path) {
        StringBuilder steps = new StringBuilder("$");
        for (String key : path.keys().subList(0, path.keys().size() - 1)) {
            steps.append('.').append(string(key)).append(UNFOLD);
        }
        return steps.toString();
    }

    private static String lastKey(String of, Path path) {
        return of + "." + string(path.keys().getLast());
    }

    /** A negative number is an operation to PostgreSQL, which its index does not look up. */
    private static boolean isPlain(Operand operand) {
        return !(operand instanceof Operand.Numeric number && number.value() < 0);
    }

    private static String literal(Operand operand) {
        return switch (operand) {
            case Operand.Text text -> string(text.value());
            case Operand.Numeric number -> Double.toString(number.value());
            case Operand.Bool bool -> Boolean.toString(bool.value());
        };
    }

    private static String string(String value) {
        return JSON.writeValueAsString(value);
    }
}
