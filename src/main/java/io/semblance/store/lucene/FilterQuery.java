package io.semblance.store.lucene;

import io.semblance.store.filter.Filter;
import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;

import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

import java.util.ArrayList;
import java.util.List;

/** Turns a filter into a query over {@link MetadataTerms}. */
final class FilterQuery {

    private FilterQuery() {}

    /** Matches the chunks of the documents that match. */
    static Query of(Filter filter) {
        return switch (filter) {
            case Filter.And and -> all(and.parts());
            case Filter.Or or -> any(or.parts().stream().map(FilterQuery::of).toList());
            case Filter.Not not -> without(of(not.part()));
            case Filter.Compare compare -> compare(compare);
            case Filter.In in -> in(in);
            case Filter.Exists exists ->
                    term(MetadataTerms.prefix(exists.path(), MetadataTerms.EXISTS));
            case Filter.IsNull isNull ->
                    any(
                            List.of(
                                    term(MetadataTerms.prefix(isNull.path(), MetadataTerms.NULL)),
                                    without(
                                            term(
                                                    MetadataTerms.prefix(
                                                            isNull.path(),
                                                            MetadataTerms.EXISTS)))));
            case Filter.Contains contains -> contains(contains.path(), contains.operand());
            case Filter.StartsWith starts ->
                    any(
                            List.of(
                                    startsWith(starts, MetadataTerms.STRING),
                                    startsWith(starts, MetadataTerms.STRING_ELEMENT)));
        };
    }

    private static Query compare(Filter.Compare compare) {
        if (compare.operator() == Operator.EQ) {
            return new TermInSetQuery(Fields.FILTER, terms(compare.path(), compare.operand()));
        }
        char scalar =
                compare.operand() instanceof Operand.Numeric
                        ? MetadataTerms.NUMBER
                        : MetadataTerms.STRING;
        List<BytesRef> bounds = terms(compare.path(), compare.operand());
        return any(
                List.of(
                        range(compare, scalar, bounds.getFirst()),
                        range(compare, (char) (scalar + 1), bounds.getLast())));
    }

    /** All terms of a type on one side of a bound. */
    private static Query range(Filter.Compare compare, char type, BytesRef bound) {
        BytesRef lowest = MetadataTerms.prefix(compare.path(), type);
        BytesRef beyond = MetadataTerms.prefix(compare.path(), (char) (type + 1));
        return switch (compare.operator()) {
            case EQ -> term(bound);
            case GT -> new TermRangeQuery(Fields.FILTER, bound, beyond, false, false);
            case GTE -> new TermRangeQuery(Fields.FILTER, bound, beyond, true, false);
            case LT -> new TermRangeQuery(Fields.FILTER, lowest, bound, true, false);
            case LTE -> new TermRangeQuery(Fields.FILTER, lowest, bound, true, true);
        };
    }

    private static Query in(Filter.In in) {
        List<BytesRef> terms = new ArrayList<>();
        in.operands().forEach(operand -> terms.addAll(terms(in.path(), operand)));
        return new TermInSetQuery(Fields.FILTER, terms);
    }

    /** The terms that equal an operand: as a scalar, and as an element. */
    private static List<BytesRef> terms(Path path, Operand operand) {
        return switch (operand) {
            case Operand.Text text ->
                    List.of(
                            MetadataTerms.string(path, MetadataTerms.STRING, text.value()),
                            MetadataTerms.string(path, MetadataTerms.STRING_ELEMENT, text.value()));
            case Operand.Numeric number ->
                    List.of(
                            MetadataTerms.number(path, MetadataTerms.NUMBER, number.value()),
                            MetadataTerms.number(
                                    path, MetadataTerms.NUMBER_ELEMENT, number.value()));
            case Operand.Bool bool ->
                    List.of(
                            MetadataTerms.bool(path, MetadataTerms.BOOL, bool.value()),
                            MetadataTerms.bool(path, MetadataTerms.BOOL_ELEMENT, bool.value()));
        };
    }

    private static Query contains(Path path, Operand operand) {
        Query element = term(terms(path, operand).getLast());
        if (!(operand instanceof Operand.Text text)) {
            return element;
        }
        return any(
                List.of(
                        element,
                        new SubstringQuery(
                                Fields.FILTER,
                                MetadataTerms.prefix(path, MetadataTerms.STRING),
                                text.value()),
                        new SubstringQuery(
                                Fields.FILTER,
                                MetadataTerms.prefix(path, MetadataTerms.PIECE),
                                text.value())));
    }

    private static Query startsWith(Filter.StartsWith starts, char type) {
        return new PrefixQuery(
                new Term(
                        Fields.FILTER, MetadataTerms.string(starts.path(), type, starts.prefix())));
    }

    private static Query term(BytesRef term) {
        return new TermQuery(new Term(Fields.FILTER, term));
    }

    private static Query all(List<Filter> parts) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        parts.forEach(part -> query.add(of(part), Occur.FILTER));
        return query.build();
    }

    private static Query any(List<Query> parts) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        parts.forEach(part -> query.add(part, Occur.SHOULD));
        return query.build();
    }

    private static Query without(Query part) {
        return new BooleanQuery.Builder()
                .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
                .add(part, Occur.MUST_NOT)
                .build();
    }
}
