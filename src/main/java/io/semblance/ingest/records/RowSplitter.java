package io.semblance.ingest.records;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Splits CSV into the texts of its rows, which may have line breaks inside quotes, so that a row
 * that cannot be parsed does not affect the next one. If a quote is never closed, its row ends at
 * its first line. Not thread-safe.
 */
final class RowSplitter {

    private final LineReader lines;
    private final char delimiter;
    private final int maxLength;

    /** Lines that were read in search of a closing quote, to be read again. */
    private final ArrayDeque<LineReader.Line> again = new ArrayDeque<>();

    /**
     * @param first a line that was read already; null at the end of the file
     */
    RowSplitter(LineReader lines, LineReader.@Nullable Line first, char delimiter, int maxLength) {
        this.lines = lines;
        if (first != null) {
            again.add(first);
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
        StringBuilder text = new StringBuilder(first.text());
        ArrayDeque<LineReader.Line> read = new ArrayDeque<>();
        while (true) {
            LineReader.Line line = line();
            if (line != null) {
                read.add(line);
            }
            if (line == null
                    || line.tooLong()
                    || text.length() + line.text().length() > maxLength) {
                return unclosed(first, read);
            }
            text.append('\n').append(line.text());
            switch (end(line.text(), true)) {
                case INSIDE_QUOTES -> {}
                case OUTSIDE_QUOTES -> {
                    return new Row(first.number(), text.toString(), false, false);
                }
                case MALFORMED -> {
                    return unclosed(first, read);
                }
            }
        }
    }

    /** A row whose quote is not closed; the lines after it are read again. */
    private Row unclosed(LineReader.Line first, ArrayDeque<LineReader.Line> read) {
        read.addAll(again);
        again.clear();
        again.addAll(read);
        return new Row(first.number(), first.text(), false, true);
    }

    private LineReader.@Nullable Line line() throws IOException {
        return again.isEmpty() ? lines.next() : again.poll();
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
