package io.semblance.store.lucene.filter;

import io.semblance.store.filter.Filter;
import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;
import io.semblance.store.filter.IsoDate;
import io.semblance.store.lucene.document.Fields;
import io.semblance.store.lucene.document.MetadataTerms;

import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Translates a filter into a Lucene query over {@link MetadataTerms}. */
public final class FilterQuery {

    private FilterQuery() {}

    /** A query that matches every chunk of the documents that match the filter. */
    public static Query of(Filter filter) {
        return switch (filter) {
            case Filter.And and -> all(and.parts());
            case Filter.Or or -> any(or.parts().stream().map(FilterQuery::of).toList());
            case Filter.Not not -> without(of(not.part()));
            case Filter.Compare compare ->
                    orId(
                            compare.path(),
                            compare(compare),
                            compare.operator() == Operator.EQ
                                    ? idIn(List.of(compare.operand()))
                                    : compare.operand() instanceof Operand.Text text
                                            ? StringTerms.IDS.range(
                                                    compare.operator(), text.value())
                                            : MatchNoDocsQuery.INSTANCE);
            case Filter.In in ->
                    orId(in.path(), equal(in.path(), in.operands()), idIn(in.operands()));
            case Filter.Exists exists -> exists(exists.path());
            case Filter.IsNull isNull ->
                    any(
                            List.of(
                                    term(MetadataTerms.prefix(isNull.path(), MetadataTerms.NULL)),
                                    without(exists(isNull.path()))));
            case Filter.Contains contains ->
                    orId(
                            contains.path(),
                            contains(contains.path(), contains.operand()),
                            contains.operand() instanceof Operand.Text text
                                    ? StringTerms.IDS.containing(text.value())
                                    : MatchNoDocsQuery.INSTANCE);
            case Filter.StartsWith starts ->
                    orId(
                            starts.path(),
                            any(
                                    List.of(
                                            scalars(starts.path()).startingWith(starts.prefix()),
                                            elements(starts.path()).startingWith(starts.prefix()))),
                            StringTerms.IDS.startingWith(starts.prefix()));
        };
    }

    /**
     * If the path is {@code id} and the metadata has no such key, the document's id is compared.
     */
    private static Query orId(Path path, Query metadata, Query id) {
        if (!path.isId()) {
            return metadata;
        }
        Query byId =
                new BooleanQuery.Builder()
                        .add(id, Occur.FILTER)
                        .add(exists(path), Occur.MUST_NOT)
                        .build();
        return any(List.of(metadata, byId));
    }

    private static Query idIn(List<Operand> operands) {
        return equal(List.of(StringTerms.IDS), operands, List.of());
    }

    private static StringTerms scalars(Path path) {
        return StringTerms.of(path, MetadataTerms.STRING);
    }

    private static StringTerms elements(Path path) {
        return StringTerms.of(path, MetadataTerms.STRING_ELEMENT);
    }

    private static Query compare(Filter.Compare compare) {
        return switch (compare.operand()) {
            case Operand.Text text when compare.operator() != Operator.EQ ->
                    any(
                            List.of(
                                    scalars(compare.path()).range(compare.operator(), text.value()),
                                    elements(compare.path())
                                            .range(compare.operator(), text.value())));
            case Operand.Numeric number when compare.operator() != Operator.EQ ->
                    any(
                            List.of(
                                    range(compare, MetadataTerms.NUMBER, number.value()),
                                    range(compare, MetadataTerms.NUMBER_ELEMENT, number.value())));
            case Operand operand -> equal(compare.path(), List.of(operand));
        };
    }

    /** Matches numbers on one side of a bound. */
    private static Query range(Filter.Compare compare, char type, double value) {
        BytesRef bound = MetadataTerms.number(compare.path(), type, value);
        BytesRef lowest = MetadataTerms.prefix(compare.path(), type);
        BytesRef end = MetadataTerms.prefix(compare.path(), (char) (type + 1));
        return switch (compare.operator()) {
            case EQ -> term(bound);
            case GT -> new TermRangeQuery(Fields.FILTER, bound, end, false, false);
            case GTE -> new TermRangeQuery(Fields.FILTER, bound, end, true, false);
            case LT -> new TermRangeQuery(Fields.FILTER, lowest, bound, true, false);
            case LTE -> new TermRangeQuery(Fields.FILTER, lowest, bound, true, true);
        };
    }

    /** Matches values and array elements that equal one of the operands. */
    private static Query equal(Path path, List<Operand> operands) {
        List<BytesRef> terms = new ArrayList<>();
        for (Operand operand : operands) {
            switch (operand) {
                case Operand.Text _ -> {}
                case Operand.Numeric number -> {
                    terms.add(MetadataTerms.number(path, MetadataTerms.NUMBER, number.value()));
                    terms.add(
                            MetadataTerms.number(
                                    path, MetadataTerms.NUMBER_ELEMENT, number.value()));
                }
                case Operand.Bool bool -> {
                    terms.add(MetadataTerms.bool(path, MetadataTerms.BOOL, bool.value()));
                    terms.add(MetadataTerms.bool(path, MetadataTerms.BOOL_ELEMENT, bool.value()));
                }
            }
        }
        return equal(List.of(scalars(path), elements(path)), operands, terms);
    }

    /** Matches strings that equal one of the operands, and other terms of the same field. */
    private static Query equal(
            List<StringTerms> kinds, List<Operand> operands, List<BytesRef> others) {
        List<String> texts =
                operands.stream()
                        .filter(Operand.Text.class::isInstance)
                        .map(operand -> ((Operand.Text) operand).value())
                        .toList();
        Set<Instant> instants =
                texts.stream()
                        .map(IsoDate::timed)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        List<BytesRef> terms = new ArrayList<>(others);
        kinds.forEach(kind -> texts.forEach(text -> terms.add(kind.term(text))));
        Query sameTerm = new TermInSetQuery(kinds.getFirst().field(), terms);
        if (instants.isEmpty()) {
            return sameTerm;
        }
        List<Query> queries = new ArrayList<>(List.of(sameTerm));
        kinds.forEach(kind -> queries.add(kind.sameInstant(instants)));
        return any(queries);
    }

    private static Query contains(Path path, Operand operand) {
        return switch (operand) {
            case Operand.Text text ->
                    any(
                            List.of(
                                    equal(List.of(elements(path)), List.of(text), List.of()),
                                    scalars(path).containing(text.value()),
                                    StringTerms.of(path, MetadataTerms.SUBSTRING)
                                            .containing(text.value())));
            case Operand.Numeric number ->
                    term(MetadataTerms.number(path, MetadataTerms.NUMBER_ELEMENT, number.value()));
            case Operand.Bool bool ->
                    term(MetadataTerms.bool(path, MetadataTerms.BOOL_ELEMENT, bool.value()));
        };
    }

    private static Query exists(Path path) {
        return term(MetadataTerms.prefix(path, MetadataTerms.EXISTS));
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
