package io.semblance.store.filter;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates in strings, in the extended format of ISO 8601: {@code 2024-01-31}, or {@code
 * 2024-01-31T23:30:00-05:00} with or without seconds, fraction and offset, with {@code T} or a
 * space. A date without a time is the start of the day in UTC, a time without an offset is in UTC.
 * Years have four digits, the first one not 0; a fraction counts to the microsecond.
 *
 * <p>The patterns have the same meaning in Java and in PostgreSQL, and match only strings that
 * PostgreSQL can parse: a day that does not exist in its month is not a date.
 */
public final class IsoDate {

    private static final String DAY =
            "(?:[1-9][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
                    + "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
                    + "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
                    + "|(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])"
                    + "|(?:[2468][048]|[13579][26])00)-02-29)";

    private static final String TIME =
            "[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?"
                    + "(?:Z|[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)?";

    /** Matches a date with or without a time. */
    public static final String PATTERN = "^" + DAY + "(?:" + TIME + ")?$";

    /** Matches a date with a time. */
    public static final String TIMED_PATTERN = "^" + DAY + TIME + "$";

    /** Matches, within a date, a time with its offset. */
    public static final String OFFSET_PATTERN =
            ":[0-9]{2}(?:[.][0-9]+)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)$";

    private static final Pattern DATE = Pattern.compile(PATTERN);
    private static final Pattern TIME_AND_OFFSET =
            Pattern.compile("([0-9:.]+)(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?");

    private static final int DAY_LENGTH = "2024-01-31".length();
    private static final int MAX_LENGTH = "2024-01-31T23:30:00.123456789-05:00".length();

    private IsoDate() {}

    /** The instant of a date; null if the string is not a date. */
    public static @Nullable Instant instant(String text) {
        if (!isCandidate(text) || !DATE.matcher(text).matches()) {
            return null;
        }
        LocalDate day = LocalDate.parse(text.substring(0, DAY_LENGTH));
        if (text.length() == DAY_LENGTH) {
            return day.atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        Matcher parts = TIME_AND_OFFSET.matcher(text.substring(DAY_LENGTH + 1));
        if (!parts.matches()) {
            return null;
        }
        ZoneOffset offset = parts.group(2) == null ? ZoneOffset.UTC : ZoneOffset.of(parts.group(2));
        return day.atTime(LocalTime.parse(parts.group(1)))
                .toInstant(offset)
                .truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The instant of a date with a time; null for any other string. Two such strings are equal if
     * their instants are equal. A date without a time means a whole day, and equals only itself.
     */
    public static @Nullable Instant timed(String text) {
        return text.length() == DAY_LENGTH ? null : instant(text);
    }

    /** A fast check that excludes most strings before the pattern is matched. */
    private static boolean isCandidate(String text) {
        return text.length() >= DAY_LENGTH
                && text.length() <= MAX_LENGTH
                && text.charAt(4) == '-'
                && text.charAt(7) == '-';
    }
}
