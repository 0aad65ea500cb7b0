package io.semblance.store.lucene.filter;

import io.semblance.store.filter.DateWindow;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.IsoDate;
import io.semblance.store.lucene.document.MetadataTerms;

import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Matches documents with a string, stored as a term after a prefix, that satisfies a comparison
 * with a date. Terms are sorted by their characters, and an offset from UTC moves a date by at most
 * a day from that order. So only terms within a {@link DateWindow} are parsed as dates.
 */
final class DateQuery extends TermScanQuery {

    /** The comparison that a string must satisfy. */
    private sealed interface Condition {

        /**
         * Compares a string with a date. A string that is not a date is compared by its characters.
         *
         * @param bound the date's term
         */
        record Ordered(Operator operator, BytesRef bound, Instant instant) implements Condition {}

        /** A date with a time that denotes one of these instants. */
        record Equal(Set<Instant> instants) implements Condition {}

        default boolean isTrueBefore() {
            return this instanceof Ordered(Operator operator, _, _)
                    && (operator == Operator.LT || operator == Operator.LTE);
        }

        default boolean isTrueAfter() {
            return this instanceof Ordered(Operator operator, _, _)
                    && (operator == Operator.GT || operator == Operator.GTE);
        }
    }

    private final Condition condition;

    /** The first term of the window: every term before it is a string before the date. */
    private final BytesRef from;

    /** The first term after the window: it and all later terms are after the date; or null. */
    private final @Nullable BytesRef to;

    private DateQuery(String field, BytesRef prefix, Condition condition, DateWindow window) {
        super(field, prefix);
        this.condition = condition;
        this.from = MetadataTerms.string(prefix, window.from());
        String to = window.to();
        this.to = to == null ? null : MetadataTerms.string(prefix, to);
    }

    /** Matches strings on one side of a date. */
    static DateQuery ordered(
            String field, BytesRef prefix, Operator operator, String text, Instant instant) {
        return new DateQuery(
                field,
                prefix,
                new Condition.Ordered(operator, MetadataTerms.string(prefix, text), instant),
                DateWindow.around(instant, instant));
    }

    /**
     * Matches dates with a time that denote one of these instants.
     *
     * @param instants at least one
     */
    static DateQuery equal(String field, BytesRef prefix, Set<Instant> instants) {
        return new DateQuery(
                field,
                prefix,
                new Condition.Equal(Collections.unmodifiableSet(new TreeSet<>(instants))),
                DateWindow.around(Collections.min(instants), Collections.max(instants)));
    }

    @Override
    BytesRef firstTerm() {
        return condition.isTrueBefore() ? prefix() : from;
    }

    @Override
    Match match(BytesRef term) {
        if (to != null && term.compareTo(to) >= 0) {
            return condition.isTrueAfter() ? Match.YES : Match.NO_MORE;
        }
        return term.compareTo(from) < 0 || matches(term) ? Match.YES : Match.NO;
    }

    private boolean matches(BytesRef term) {
        String text =
                new String(
                        term.bytes,
                        term.offset + prefix().length,
                        term.length - prefix().length,
                        StandardCharsets.UTF_8);
        return switch (condition) {
            case Condition.Ordered ordered -> {
                Instant instant = IsoDate.instant(text);
                int order =
                        instant != null
                                ? instant.compareTo(ordered.instant())
                                : term.compareTo(ordered.bound());
                yield switch (ordered.operator()) {
                    case EQ -> order == 0;
                    case GT -> order > 0;
                    case GTE -> order >= 0;
                    case LT -> order < 0;
                    case LTE -> order <= 0;
                };
            }
            case Condition.Equal equal -> {
                Instant instant = IsoDate.timed(text);
                yield instant != null && equal.instants().contains(instant);
            }
        };
    }

    @Override
    public String toString(String field) {
        return "DateQuery[%s, %s]".formatted(prefix(), condition);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DateQuery that
                && super.equals(other)
                && condition.equals(that.condition);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), condition);
    }
}
