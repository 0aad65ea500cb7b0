package io.semblance.ingest.records;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Splits CSV into the texts of its rows, which may have line breaks inside quotes, so that a row
 * that cannot be parsed does not affect the next one. If a quote is never closed, its row ends at
 * its first line. Memory is bounded by the maximum length, and each line is searched for a closing
 * quote once. Not thread-safe.
 */
final class RowSplitter {

    /** What a line in memory needs in addition to its characters, in characters. */
    private static final int LINE_OVERHEAD = 64;

    private final LineReader lines;
    private final char delimiter;
    private final int maxLength;

    /** Lines that were read in search of a closing quote, to be read again. */
    private final ArrayDeque<LineReader.Line> again = new ArrayDeque<>();

    /** Size of the lines in {@link #again}, in characters. */
    private long size;

    /**
     * How many lines at the start of {@link #again} end inside quotes if they begin inside quotes,
     * so that no row ends at them. They are not searched again; at most one line follows them.
     */
    private int searched;

    /** Whether no row can continue after the searched lines. */
    private boolean searchEnded;

    /**
     * @param first a line that was read already; null at the end of the file
     */
    RowSplitter(LineReader lines, LineReader.@Nullable Line first, char delimiter, int maxLength) {
        this.lines = lines;
        if (first != null) {
            add(first);
        }
        this.delimiter = delimiter;
        this.maxLength = maxLength;
    }

    /**
     * A row.
     *
     * @param line where it begins
     * @param tooLong whether it is longer than the maximum length
     * @param open whether a quote in it is not closed
     */
    record Row(long line, String text, boolean tooLong, boolean open) {}

    /** The next row; null at the end. */
    @Nullable Row next() throws IOException {
        LineReader.Line first = line();
        if (first == null) {
            return null;
        }
        if (first.tooLong() || end(first.text(), false) != End.INSIDE_QUOTES) {
            return new Row(first.number(), first.text(), first.tooLong(), false);
        }
        return continued(first);
    }

    /** A row whose first line ends inside quotes. */
    private Row continued(LineReader.Line first) throws IOException {
        while (!searchEnded) {
            LineReader.Line last = unsearched();
            if (last == null || last.tooLong()) {
                searchEnded = true;
            } else if (first.text().length() + size > maxLength) {
                break;
            } else {
                switch (end(last.text(), true)) {
                    case INSIDE_QUOTES -> searched++;
                    case OUTSIDE_QUOTES -> {
                        return joined(first);
                    }
                    case MALFORMED -> searchEnded = true;
                }
            }
        }
        return new Row(first.number(), first.text(), false, true);
    }

    /** The line after the searched ones; null at the end. */
    private LineReader.@Nullable Line unsearched() throws IOException {
        if (again.size() > searched) {
            return again.getLast();
        }
        LineReader.Line next = lines.next();
        if (next != null) {
            add(next);
        }
        return next;
    }

    /** A row of all lines that were read. */
    private Row joined(LineReader.Line first) {
        StringBuilder text = new StringBuilder(first.text());
        again.forEach(each -> text.append('\n').append(each.text()));
        again.clear();
        size = 0;
        searched = 0;
        return new Row(first.number(), text.toString(), false, false);
    }

    private void add(LineReader.Line line) {
        again.add(line);
        size += line.text().length() + LINE_OVERHEAD;
    }

    private LineReader.@Nullable Line line() throws IOException {
        LineReader.Line next = again.poll();
        if (next == null) {
            return lines.next();
        }
        size -= next.text().length() + LINE_OVERHEAD;
        if (searched > 0) {
            searched--;
        } else {
            searchEnded = false;
        }
        return next;
    }

    /** Where a line of a row ends. */
    private enum End {
        INSIDE_QUOTES,
        OUTSIDE_QUOTES,
        /** A closing quote is followed by text. */
        MALFORMED
    }

    /** Where a line ends. A quote opens only at the start of a cell. */
    private End end(String text, boolean inside) {
        boolean quoted = inside;
        boolean cellStart = !inside;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (quoted && each == '"') {
                char next = i + 1 < text.length() ? text.charAt(i + 1) : delimiter;
                if (next != '"' && next != delimiter) {
                    return End.MALFORMED;
                }
                quoted = next == '"';
                i += quoted ? 1 : 0;
            } else if (!quoted) {
                quoted = each == '"' && cellStart;
                cellStart = each == delimiter;
            }
        }
        return quoted ? End.INSIDE_QUOTES : End.OUTSIDE_QUOTES;
    }
}
