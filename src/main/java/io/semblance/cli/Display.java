package io.semblance.cli;

import java.time.Duration;
import java.util.Locale;

/** Amounts and texts as the commands print them. */
final class Display {

    private static final String[] BYTE_UNITS = {"kB", "MB", "GB", "TB", "PB"};

    private Display() {}

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A number and its noun, for example {@code 1 file}. */
    static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** A number of bytes in decimal units. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double amount = bytes / 1000.0;
        int unit = 0;
        while (amount >= 999.95 && unit < BYTE_UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, BYTE_UNITS[unit]);
    }

    /** A number per second. */
    static String rate(double rate) {
        return String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%,.0f", rate);
    }

    /** A duration in its two largest units. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return "%d min %d s".formatted(seconds / 60, seconds % 60);
        }
        return "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60);
    }

    /**
     * A text on one line without control characters: a document must not be able to control the
     * terminal.
     */
    static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    }

    /** A text on one line, cut after {@code maxLength} characters. */
    static String line(String text, int maxLength) {
        String line = line(text);
        if (line.codePointCount(0, line.length()) <= maxLength) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, maxLength - 1)) + "…";
    }
}
