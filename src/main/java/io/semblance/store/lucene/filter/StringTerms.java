package io.semblance.store.lucene.filter;

import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;
import io.semblance.store.filter.IsoDate;
import io.semblance.store.lucene.document.Fields;
import io.semblance.store.lucene.document.MetadataTerms;

import org.apache.lucene.index.Term;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Queries over strings of one kind, which are the terms of a field that start with a prefix.
 *
 * @param end the first possible term after all of them; null if they are the last of the field
 */
record StringTerms(String field, BytesRef prefix, @Nullable BytesRef end) {

    /** The ids of documents. */
    static final StringTerms IDS = new StringTerms(Fields.ID, new BytesRef(), null);

    /** The strings at a path of the metadata with a type of {@link MetadataTerms}. */
    static StringTerms of(Path path, char type) {
        return new StringTerms(
                Fields.FILTER,
                MetadataTerms.prefix(path, type),
                MetadataTerms.prefix(path, (char) (type + 1)));
    }

    /**
     * Matches dates with a time that denote one of these instants, of which there is at least one.
     */
    Query sameInstant(Set<Instant> instants) {
        return DateQuery.equal(field, prefix, instants);
    }

    /** Matches strings on one side of another; both as dates if both are dates. */
    Query range(Operator operator, String text) {
        Instant instant = IsoDate.instant(text);
        if (instant != null) {
            return DateQuery.ordered(field, prefix, operator, text, instant);
        }
        BytesRef bound = term(text);
        return switch (operator) {
            case EQ -> new TermInSetQuery(field, List.of(bound));
            case GT -> new TermRangeQuery(field, bound, end, false, false);
            case GTE -> new TermRangeQuery(field, bound, end, true, false);
            case LT -> new TermRangeQuery(field, prefix, bound, true, false);
            case LTE -> new TermRangeQuery(field, prefix, bound, true, true);
        };
    }

    /** Matches strings that contain this one. */
    Query containing(String text) {
        return new SubstringQuery(field, prefix, text);
    }

    /** Matches strings that start with this one. */
    Query startingWith(String text) {
        return new PrefixQuery(new Term(field, term(text)));
    }

    /** The term of a string. */
    BytesRef term(String text) {
        return MetadataTerms.string(prefix, text);
    }
}
