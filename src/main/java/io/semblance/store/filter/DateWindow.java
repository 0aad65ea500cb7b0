package io.semblance.store.filter;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The range of strings, in lexicographic order, that must be parsed as dates to be compared with a
 * date. An offset from UTC moves a date by at most one day: a string before the range is before the
 * date as a string and, if it is a date, as an instant; a string after the range is after it as
 * both.
 *
 * @param from first string of the range
 * @param to first string after the range; null if the range has no upper bound
 */
public record DateWindow(String from, @Nullable String to) {

    private static final int MAX_YEAR = 9_999;

    /** The range for dates between two instants. */
    public static DateWindow around(Instant first, Instant last) {
        LocalDate after = day(last).plusDays(2);
        return new DateWindow(
                day(first).minusDays(1).toString(),
                after.getYear() > MAX_YEAR ? null : after.toString());
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
