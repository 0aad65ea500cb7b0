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
        boolean quoted = endsInQuotes(first.text(), false);
        if (!quoted || first.tooLong()) {
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
            if (line == null
                    || line.tooLong()
                    || text.length() + line.text().length() > maxLength) {
                if (line != null) {
                    read.add(line);
                }
                read.addAll(again);
                again.clear();
                again.addAll(read);
                return new Row(first.number(), first.text(), false, true);
            }
            read.add(line);
            text.append('\n').append(line.text());
            if (!endsInQuotes(line.text(), true)) {
                return new Row(first.number(), text.toString(), false, false);
            }
        }
    }

    private LineReader.@Nullable Line line() throws IOException {
        return again.isEmpty() ? lines.next() : again.poll();
    }

    /** Whether a line ends inside quotes. A quote opens only at the start of a field. */
    private boolean endsInQuotes(String text, boolean inside) {
        boolean quoted = inside;
        boolean fieldStart = !inside;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (quoted) {
                if (each == '"') {
                    if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                        i++;
                    } else {
                        quoted = false;
                    }
                }
            } else if (each == '"' && fieldStart) {
                quoted = true;
                fieldStart = false;
            } else {
                fieldStart = each == delimiter;
            }
        }
        return quoted;
    }
}
